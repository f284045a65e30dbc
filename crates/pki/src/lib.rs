//! Certificates, names, paths and purposes for e-mail, judged with findings
