//! Every sentence that Kakitome says, in Japanese and English; renderings of one report
