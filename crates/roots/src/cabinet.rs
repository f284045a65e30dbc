//! Microsoft cabinets with one folder, stored or compressed with MSZIP: authrootstl.cab, disallowedcertstl.cab (MS-CAB, MS-MCI).
//! LZX, Quantum and cabinets in several files are refused: no list of roots comes in them.

use flate2::{Decompress, FlushDecompress, Status};

use crate::error::Error;

const WHAT: &str = "cabinet";
/// A block unpacks to at most this (MS-MCI 2.1).
const BLOCK: usize = 32 << 10;
/// All of it unpacked; the largest list has 200 KB.
const UNPACKED: usize = 32 << 20;
/// cFiles: a list is alone in its cabinet.
const FILES: u16 = 16;
const PREV_CABINET: u16 = 1;
const NEXT_CABINET: u16 = 2;
const RESERVE_PRESENT: u16 = 4;
const STORED: u16 = 0;
const MSZIP: u16 = 1;

/// Whether the bytes begin like a cabinet.
pub(crate) fn is_cabinet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"MSCF")
}

/// The first file whose name ends so.
pub(crate) fn unpack(bytes: &[u8], ending: &str) -> Result<Vec<u8>, Error> {
    let header = Header::read(bytes)?;
    let file = header.files.iter().find(|file| file.name.to_ascii_lowercase().ends_with(ending));
    let Some(file) = file else {
        let names: Vec<&str> = header.files.iter().map(|file| file.name.as_str()).collect();
        return Err(malformed(0, format!("no file in it ends in {ending} (there are: {})", names.join(", "))));
    };
    let unpacked = header.folder(bytes)?;
    let end = file.start.checked_add(file.length).filter(|end| *end <= unpacked.len());
    let found = end.and_then(|end| unpacked.get(file.start..end));
    found.map(<[u8]>::to_vec).ok_or_else(|| malformed(0, format!("{} ends behind the end of what is packed", file.name)))
}

struct Header {
    data: usize,
    blocks: u16,
    method: u16,
    block_reserve: usize,
    files: Vec<File>,
}

struct File {
    name: String,
    start: usize,
    length: usize,
}

impl Header {
    fn read(bytes: &[u8]) -> Result<Self, Error> {
        let mut at = At { bytes, at: 4 };
        at.skip(4)?; // reserved1
        let whole = at.u32()?;
        if whole > bytes.len() {
            return Err(malformed(8, format!("cut off: {} bytes of {whole}", bytes.len())));
        }
        at.skip(4)?; // reserved2
        let files_at = at.u32()?;
        at.skip(4)?; // reserved3
        at.skip(2)?; // version
        let (folders, files, flags) = (at.u16()?, at.u16()?, at.u16()?);
        at.skip(4)?; // setID, iCabinet
        if folders != 1 || files == 0 || files > FILES {
            return Err(malformed(26, format!("{folders} folders and {files} files: a list is alone in its cabinet")));
        }
        if flags & (PREV_CABINET | NEXT_CABINET) != 0 {
            return Err(malformed(30, "it is one of several cabinets".to_owned()));
        }
        let (mut folder_reserve, mut block_reserve) = (0, 0);
        if flags & RESERVE_PRESENT != 0 {
            let header_reserve = at.u16()?;
            (folder_reserve, block_reserve) = (usize::from(at.u8()?), usize::from(at.u8()?));
            at.skip(usize::from(header_reserve))?; // the cabinet's own signature: the list has one itself
        }
        let (data, blocks, method) = (at.u32()?, at.u16()?, at.u16()?);
        at.skip(folder_reserve)?;
        let mut at = At { bytes, at: files_at };
        let files = (0..files).map(|_| File::read(&mut at)).collect::<Result<_, _>>()?;
        Ok(Self { data, blocks, method: method & 0x0f, block_reserve, files })
    }

    /// Everything of the one folder.
    fn folder(&self, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let mut at = At { bytes, at: self.data };
        let mut unpacked = Vec::new();
        for _ in 0..self.blocks {
            at.skip(4)?; // csum: deflate and the list's signature are checks enough
            let (packed, plain) = (usize::from(at.u16()?), usize::from(at.u16()?));
            at.skip(self.block_reserve)?;
            let offset = at.at;
            let block = at.take(packed)?;
            if plain > BLOCK || unpacked.len().saturating_add(plain) > UNPACKED {
                return Err(malformed(offset, format!("more than {BLOCK} bytes in a block, or more than {UNPACKED} in all")));
            }
            match self.method {
                STORED if packed == plain => unpacked.extend_from_slice(block),
                MSZIP => inflate(block, plain, &mut unpacked).map_err(|problem| malformed(offset, problem))?,
                other => return Err(malformed(offset, format!("compression method {other} is not read (0 and 1 are)"))),
            }
        }
        Ok(unpacked)
    }
}

impl File {
    fn read(at: &mut At<'_>) -> Result<Self, Error> {
        let (length, start) = (at.u32()?, at.u32()?);
        if at.u16()? != 0 {
            return Err(malformed(at.at, "a file of another folder or cabinet".to_owned()));
        }
        at.skip(6)?; // date, time, attributes
        let rest = at.bytes.get(at.at..).unwrap_or_default();
        let name = rest.split(|octet| *octet == 0).next().filter(|name| name.len() < 256 && name.len() < rest.len());
        let name = name.ok_or_else(|| malformed(at.at, "a file's name has no end".to_owned()))?;
        at.skip(name.len().saturating_add(1))?;
        Ok(Self { name: name.escape_ascii().to_string(), start, length })
    }
}

/// One MSZIP block: "CK" and a deflate stream that may refer to the 32 KiB before it. What stood there is fed to the decompressor
/// first, as a stored block: the same window, by the library's own means.
fn inflate(block: &[u8], plain: usize, unpacked: &mut Vec<u8>) -> Result<(), String> {
    let deflated = block.strip_prefix(b"CK").ok_or("an MSZIP block does not begin with CK")?;
    let before = unpacked.get(unpacked.len().saturating_sub(BLOCK)..).unwrap_or_default();
    let mut fed = Vec::with_capacity(before.len().saturating_add(block.len()).saturating_add(5));
    if !before.is_empty() {
        let length = u16::try_from(before.len()).map_err(|_| "a window larger than a stored block")?;
        fed.push(0); // not the last one, stored (RFC 1951 3.2.4)
        fed.extend_from_slice(&length.to_le_bytes());
        fed.extend_from_slice(&(!length).to_le_bytes());
        fed.extend_from_slice(before);
    }
    fed.extend_from_slice(deflated);
    let wanted = before.len().saturating_add(plain);
    let mut out = vec![0; wanted.saturating_add(1)]; // one more: a block that is too long is seen
    let mut inflater = Decompress::new(false);
    let ended = inflater.decompress(&fed, &mut out, FlushDecompress::Finish).map_err(|error| format!("an MSZIP block: {error}"))?;
    let made = usize::try_from(inflater.total_out()).unwrap_or(usize::MAX);
    if ended != Status::StreamEnd || made != wanted {
        return Err(format!("an MSZIP block unpacks to {} bytes instead of {plain}", made.saturating_sub(before.len())));
    }
    let window = before.len();
    unpacked.extend_from_slice(out.get(window..wanted).unwrap_or_default());
    Ok(())
}

/// Little-endian fields, each with its place for errors.
struct At<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> At<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let end = self.at.checked_add(count);
        let taken = end.and_then(|end| self.bytes.get(self.at..end)).ok_or_else(|| malformed(self.at, "cut off".to_owned()))?;
        self.at = self.at.saturating_add(count);
        Ok(taken)
    }

    fn skip(&mut self, count: usize) -> Result<(), Error> {
        self.take(count).map(|_| ())
    }

    fn u8(&mut self) -> Result<u8, Error> {
        self.take(1).map(|octets| octets.first().copied().unwrap_or_default())
    }

    fn u16(&mut self) -> Result<u16, Error> {
        self.take(2).map(|octets| octets.try_into().map(u16::from_le_bytes).unwrap_or_default())
    }

    /// A length or offset.
    fn u32(&mut self) -> Result<usize, Error> {
        let value = self.take(4).map(|octets| octets.try_into().map(u32::from_le_bytes).unwrap_or_default())?;
        usize::try_from(value).map_err(|_| malformed(self.at, "longer than memory".to_owned()))
    }
}

fn malformed(offset: usize, problem: String) -> Error {
    Error::Malformed { what: WHAT, offset: offset as u64, problem }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "tests may panic")]
    use flate2::{Compress, Compression, FlushCompress};

    use super::*;

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut out = vec![0; bytes.len() + 1024];
        let mut deflater = Compress::new(Compression::default(), false);
        deflater.compress(bytes, &mut out, FlushCompress::Finish).unwrap();
        out.truncate(deflater.total_out() as usize);
        out
    }

    /// A cabinet as Microsoft's tools write it, with a signature's reserve in the header.
    fn cabinet(name: &str, content: &[u8], method: u16) -> Vec<u8> {
        let blocks: Vec<(Vec<u8>, usize)> =
            content
                .chunks(BLOCK)
                .map(|plain| {
                    if method == MSZIP { ([b"CK", deflate(plain).as_slice()].concat(), plain.len()) } else { (plain.to_vec(), plain.len()) }
                })
                .collect();
        let reserve = [0xaa_u8; 20];
        let files_at = 36 + 4 + reserve.len() + 8;
        let data_at = files_at + 16 + name.len() + 1;
        let mut out = b"MSCF\0\0\0\0".to_vec();
        let whole = data_at + blocks.iter().map(|(block, _)| 8 + block.len()).sum::<usize>();
        out.extend((whole as u32).to_le_bytes());
        out.extend([0; 4]);
        out.extend((files_at as u32).to_le_bytes());
        out.extend([0; 4]);
        out.extend([3, 1, 1, 0, 1, 0, 4, 0, 1, 0, 0, 0]); // version, folders, files, flags, set, number
        out.extend([reserve.len() as u8, 0, 0, 0]);
        out.extend(reserve);
        out.extend((data_at as u32).to_le_bytes());
        out.extend((blocks.len() as u16).to_le_bytes());
        out.extend(method.to_le_bytes());
        out.extend((content.len() as u32).to_le_bytes());
        out.extend([0; 12]);
        out.extend(name.as_bytes());
        out.push(0);
        for (block, plain) in blocks {
            out.extend([0; 4]);
            out.extend((block.len() as u16).to_le_bytes());
            out.extend((plain as u16).to_le_bytes());
            out.extend(block);
        }
        out
    }

    fn content() -> Vec<u8> {
        (0..100_000_u32).flat_map(|number| (number * 7 % 1000).to_le_bytes()).collect()
    }

    #[test]
    fn stored_and_packed() {
        for method in [STORED, MSZIP] {
            let cab = cabinet("authroot.stl", &content(), method);
            assert_eq!(unpack(&cab, ".stl").unwrap(), content(), "{method}");
        }
        let text = unpack(&cabinet("a.txt", b"x", STORED), ".stl").unwrap_err().to_string();
        assert!(text.contains(".stl") && text.contains("a.txt"), "{text}");
        assert!(unpack(&cabinet("a.stl", b"x", 3), ".stl").unwrap_err().to_string().contains("method 3"));
    }

    #[test]
    fn blocks_refer_to_the_one_before() {
        let (first, second) = (content()[..BLOCK].to_vec(), content()[..1000].to_vec());
        let mut unpacked = Vec::new();
        inflate(&[b"CK", deflate(&first).as_slice()].concat(), first.len(), &mut unpacked).unwrap();
        // a stream with a preset dictionary is what MSZIP's later blocks are; without one it is a block of its own
        inflate(&[b"CK", deflate(&second).as_slice()].concat(), second.len(), &mut unpacked).unwrap();
        assert_eq!(unpacked, [first, second].concat());
        // made by zlib with the first sentence as its dictionary, as MSZIP's later blocks are: alone it cannot be read
        let (first, second) =
            (b"A list of root certificates, as of 20 January 2016.", b"A list of root certificates, as of 25 January 2016.");
        let block = [b"CK", &[0x73, 0x24, 0x42, 0x8b, 0x29, 0xaa, 0x16, 0x00][..]].concat();
        let mut unpacked = first.to_vec();
        inflate(&block, second.len(), &mut unpacked).unwrap();
        assert_eq!(unpacked, [first.as_slice(), second].concat());
        assert!(inflate(&block, second.len(), &mut Vec::new()).is_err());
    }

    #[test]
    fn every_beginning_is_refused() {
        let cab = cabinet("authroot.stl", &content()[..50_000], MSZIP);
        for length in (0..cab.len()).step_by(97) {
            assert!(unpack(&cab[..length], ".stl").is_err(), "{length}");
        }
        for at in (0..cab.len()).step_by(13) {
            let mut broken = cab.clone();
            broken[at] ^= 0x55;
            let _ = unpack(&broken, ".stl"); // an answer, whatever it is
        }
    }
}
