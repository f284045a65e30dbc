//! BER as real programs write it and DER as we write it: a pull reader with offsets, a writer
