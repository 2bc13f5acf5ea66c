use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::{SheetError, SheetLimits};

const SMALL: u64 = 1 << 20;
const PARTS: usize = 4096;

type Archive = ZipArchive<BufReader<File>>;

/// Unpacks an xlsx into nothing, counting: what the directory says may be a lie, and the reader would believe it.
pub(super) fn check(path: &Path, limits: &SheetLimits) -> Result<(), SheetError> {
    let mut archive: Archive =
        ZipArchive::new(BufReader::new(File::open(path)?)).map_err(|error| damaged(&error))?;
    let bomb = SheetError::Bomb { limit: limits.unpacked };
    // Parts that overlap count one packed byte several times.
    if archive.len() > PARTS || archive.has_overlapping_entries().map_err(|error| damaged(&error))? {
        return Err(bomb);
    }
    let (mut unpacked, mut held) = (0, 0);
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|error| damaged(&error))?;
        let packed = part.compressed_size().max(1);
        let streamed = part.name().map_err(|error| damaged(&error))?.starts_with("xl/worksheets/sheet");
        let room = if streamed { limits.unpacked - unpacked } else { limits.held - held };
        let most = room.min(limits.ratio.saturating_mul(packed).max(SMALL));
        let size = io::copy(&mut part.by_ref().take(most + 1), &mut io::sink())
            .map_err(|error| SheetError::Damaged { reason: error.to_string() })?;
        let texts = part.name().is_ok_and(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"));
        drop(part);
        if size > most || (texts && claims_too_many_texts(&mut archive, at, size)?) {
            return Err(bomb);
        }
        if streamed && ends_before_it_begins(&mut archive, at)? {
            return Err(SheetError::Damaged { reason: "a sheet ends before it begins".into() });
        }
        unpacked += size;
        held += if streamed { 0 } else { size };
        if unpacked > limits.unpacked {
            return Err(bomb);
        }
    }
    Ok(())
}

/// A shared text takes 10 bytes of XML at the very least (`<si><t/></si>` is the usual empty one).
const TEXT: u64 = 10;

/// The reader takes memory for as many texts as the part claims to hold, before it reads them.
fn claims_too_many_texts(archive: &mut Archive, at: usize, size: u64) -> Result<bool, SheetError> {
    let part = archive.by_index(at).map_err(|error| damaged(&error))?;
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start) | Event::Empty(start)) if start.local_name().as_ref() == "sst" => {
                let too_many =
                    |value: &str| value.trim().parse::<u64>().map_or(true, |count| count > size / TEXT);
                let mut attributes = start.attributes();
                let attributes = attributes.with_checks(false).flatten();
                return Ok({ attributes }.any(|it| it.key.as_ref() == "uniqueCount" && too_many(&it.value)));
            }
            // A part that is no XML is told by the reader itself.
            Ok(Event::Eof) | Err(_) => return Ok(false),
            Ok(_) => {}
        }
    }
}

/// The reader takes the first corner of a sheet (`A1:C3`) from the last, and would count below nothing.
fn ends_before_it_begins(archive: &mut Archive, at: usize) -> Result<bool, SheetError> {
    let part = archive.by_index(at).map_err(|error| damaged(&error))?;
    let mut reader = Reader::from_reader(BufReader::new(part));
    // As lenient as the reader that comes after it.
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start) | Event::Empty(start)) => match start.local_name().as_ref() {
                "dimension" => {
                    let mut attributes = start.attributes();
                    let mut attributes = attributes.with_checks(false).flatten();
                    if attributes.any(|it| it.key.as_ref() == "ref" && turned(&it.value)) {
                        return Ok(true);
                    }
                }
                "sheetData" => return Ok(false),
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return Ok(false),
            Ok(_) => {}
        }
    }
}

/// `C3:A1`
fn turned(range: &str) -> bool {
    let Some((first, last)) = range.split_once(':') else { return false };
    let ((row, column), (last_row, last_column)) = (corner(first), corner(last));
    last_row < row || last_column < column
}

/// Row and column of `C3`, counted from 1.
fn corner(cell: &str) -> (u64, u64) {
    cell.chars().fold((0, 0), |(row, column): (u64, u64), c| match (c.to_digit(10), c.to_digit(36)) {
        (Some(digit), _) => (row.saturating_mul(10).saturating_add(digit.into()), column),
        (None, Some(letter)) => (row, column.saturating_mul(26).saturating_add(u64::from(letter) - 9)),
        (None, None) => (row, column),
    })
}

fn damaged(error: &zip::result::ZipError) -> SheetError {
    SheetError::Damaged { reason: error.to_string() }
}
