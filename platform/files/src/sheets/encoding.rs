use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8};

use super::SheetError;

/// The encoding of a text file: its byte order mark; else UTF-8 if all of it is; else GBK (as GB 18030, which
/// contains it) if all of it is. A guess by frequency could be wrong, and wrong names would be imported.
pub(super) fn detect(path: &Path) -> Result<&'static Encoding, SheetError> {
    let mut first = [0; 3];
    let length = File::open(path)?.read(&mut first)?;
    if let Some((encoding, _)) = Encoding::for_bom(&first[..length]) {
        return Ok(encoding);
    }
    for encoding in [UTF_8, GB18030] {
        if is_all(path, encoding)? {
            return Ok(encoding);
        }
    }
    Err(SheetError::Encoding)
}

fn is_all(path: &Path, encoding: &'static Encoding) -> Result<bool, SheetError> {
    let mut file = File::open(path)?;
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut chunk = vec![0; 1 << 16];
    let mut text = vec![0; 1 << 18];
    loop {
        let length = read_some(&mut file, &mut chunk)?;
        // A zero byte is in no text; it is in most files that are none.
        if chunk[..length].contains(&0) {
            return Err(SheetError::NotASheet);
        }
        let (result, _, _) =
            decoder.decode_to_utf8_without_replacement(&chunk[..length], &mut text, length == 0);
        match result {
            DecoderResult::InputEmpty if length == 0 => return Ok(true),
            DecoderResult::InputEmpty => {}
            DecoderResult::Malformed(..) | DecoderResult::OutputFull => return Ok(false),
        }
    }
}

fn read_some(file: &mut File, chunk: &mut [u8]) -> io::Result<usize> {
    loop {
        match file.read(chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}
