//! As much of MIME as it takes to find CMS structures in the corpus's mails.

use std::io::Read;

use kakitome_cms::armor;

/// The binary bytes of every `pkcs7-mime` body, in their order.
pub fn structures(mail: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(mail).replace("\r\n", "\n");
    let mut found = Vec::new();
    let blocks: Vec<&str> = text.split("\n\n").collect();
    for (at, header) in blocks.iter().enumerate() {
        let unfolded = header.replace("\n\t", " ").replace("\n ", " ").to_ascii_lowercase();
        let is_cms = unfolded.lines().any(|line| line.starts_with("content-type:") && line.contains("pkcs7-mime"));
        let Some(body) = blocks.get(at + 1).filter(|_| is_cms) else { continue };
        let base64: String = body.lines().take_while(|line| !line.starts_with("--")).collect();
        let mut binary = Vec::new();
        if armor::decode(base64.as_bytes())
            .and_then(|mut stream| stream.read_to_end(&mut binary).map_err(|source| kakitome_cms::Error::Io { what: "base64", source }))
            .is_ok()
        {
            found.push(binary);
        }
    }
    found
}
