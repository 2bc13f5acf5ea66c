/// Why a recording was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AudioError {
    #[error("this is not a WebM, Ogg, MP4 or WAV recording")]
    NotAudio,
    #[error("the recording is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the recording is empty")]
    Empty,
}

impl AudioError {
    /// Stable code for texts and answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAudio => "not_audio",
            Self::TooLarge { .. } => "too_large",
            Self::Empty => "empty",
        }
    }
}

/// What browsers record: Chrome and Firefox WebM or Ogg, Safari MP4, hotline systems WAV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AudioKind {
    Webm,
    Ogg,
    Mp4,
    Wav,
}

impl AudioKind {
    /// The type that the recording is always served with. It is kept as it came and never decoded here, so
    /// serve it with `X-Content-Type-Options: nosniff`.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Webm => "audio/webm",
            Self::Ogg => "audio/ogg",
            Self::Mp4 => "audio/mp4",
            Self::Wav => "audio/wav",
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            Self::Webm => "webm",
            Self::Ogg => "ogg",
            Self::Mp4 => "m4a",
            Self::Wav => "wav",
        }
    }
}

/// Ten minutes of a browser's recording at 64 kbit/s are 5 MB.
#[derive(Debug, Clone, Copy)]
pub struct AudioLimits {
    pub bytes: u64,
}

impl Default for AudioLimits {
    fn default() -> Self {
        Self { bytes: 10 << 20 }
    }
}

/// Tells the kind of a recording by its first bytes.
pub fn check_audio(bytes: &[u8], limits: &AudioLimits) -> Result<AudioKind, AudioError> {
    if bytes.is_empty() {
        return Err(AudioError::Empty);
    }
    if bytes.len() as u64 > limits.bytes {
        return Err(AudioError::TooLarge { limit: limits.bytes });
    }
    sniff(bytes).ok_or(AudioError::NotAudio)
}

fn sniff(bytes: &[u8]) -> Option<AudioKind> {
    match bytes {
        // EBML is Matroska's frame too; the document type stands within the first bytes.
        [0x1a, 0x45, 0xdf, 0xa3, rest @ ..] => holds(rest, b"webm").then_some(AudioKind::Webm),
        [b'O', b'g', b'g', b'S', 0, ..] => Some(AudioKind::Ogg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some(AudioKind::Wav),
        [_, _, _, _, b'f', b't', b'y', b'p', a, b, c, d, ..] => mp4_brand([*a, *b, *c, *d]),
        _ => None,
    }
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.iter().take(64).copied().collect::<Vec<u8>>().windows(word.len()).any(|part| part == word)
}

/// The same box frames HEIC and AVIF photos and films of other kinds.
fn mp4_brand(brand: [u8; 4]) -> Option<AudioKind> {
    const BRANDS: [&[u8; 4]; 9] =
        [b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso5", b"iso6", b"dash", b"iso2"];
    BRANDS.contains(&&brand).then_some(AudioKind::Mp4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(bytes: &[u8]) -> Result<AudioKind, AudioError> {
        check_audio(bytes, &AudioLimits { bytes: 64 })
    }

    #[test]
    fn what_browsers_record_is_told_by_its_first_bytes() {
        assert_eq!(checked(b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm"), Ok(AudioKind::Webm));
        assert_eq!(checked(b"OggS\0\x02"), Ok(AudioKind::Ogg));
        assert_eq!(checked(b"\0\0\0\x20ftypM4A \0\0"), Ok(AudioKind::Mp4));
        assert_eq!(checked(b"RIFF\x24\0\0\0WAVEfmt "), Ok(AudioKind::Wav));
        assert_eq!(AudioKind::Mp4.content_type(), "audio/mp4");
    }

    #[test]
    fn anything_else_is_refused_with_its_reason() {
        assert_eq!(checked(b""), Err(AudioError::Empty));
        assert_eq!(checked(&[0; 65]), Err(AudioError::TooLarge { limit: 64 }));
        for other in [
            &b"<script>alert(1)</script>"[..],
            b"\x1a\x45\xdf\xa3\x42\x82\x88matroska",
            b"\0\0\0\x20ftypheic\0\0",
            b"RIFF\x24\0\0\0WEBPVP8 ",
            b"\xff\xd8\xff\xe0",
            b"Ogg",
        ] {
            assert_eq!(checked(other), Err(AudioError::NotAudio));
        }
    }
}
