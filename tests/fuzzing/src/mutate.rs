//! Small harm to an input, drawn by a seed.

use lianxin_base::Random;

/// Numbers and texts that parsers often trip over.
const AWKWARD: [&[u8]; 22] = [
    b"\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
    b"-1",
    b"99999999999999999999",
    b"1e309",
    b"NaN",
    b"\"",
    b"\"\"\"",
    b"\r\n",
    b"\n\n\n",
    b"%00",
    b"%ff%fe",
    b"&&&=",
    b"--",
    b"\xe2\x80\xae",
    b"\xf0\x9f\x8f\xae",
    b"\xed\xa0\x80",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b"' OR 1=1 --",
    b"9999-12-31T23:59:59Z",
];

/// Mutated inputs without end, the same for the same seed.
pub struct Mutations {
    from: Vec<Vec<u8>>,
    chance: Random,
}

impl Mutations {
    pub fn new(from: Vec<Vec<u8>>, seed: u64) -> Self {
        Self { from, chance: Random::seeded(seed) }
    }

    fn below(&self, end: usize) -> usize {
        self.chance.below(end as u64) as usize
    }

    fn harm(&self, input: &mut Vec<u8>) {
        let at = self.below(input.len() + 1);
        let long = 1 + self.below(24);
        match self.below(9) {
            0 if !input.is_empty() => {
                let at = self.below(input.len());
                input[at] ^= 1 << self.below(8);
            }
            1 if !input.is_empty() => {
                let at = self.below(input.len());
                input[at] = self.below(256) as u8;
            }
            2 => input.truncate(at),
            3 => drop(input.drain(at..(at + long).min(input.len()))),
            4 => {
                let some: Vec<u8> = input[at..(at + long).min(input.len())].to_vec();
                input.splice(at..at, some);
            }
            5 | 6 => {
                let awkward = AWKWARD[self.below(AWKWARD.len())];
                input.splice(at..at, awkward.iter().copied());
            }
            7 => {
                let other = &self.from[self.below(self.from.len())];
                let cut = self.below(other.len() + 1);
                input.truncate(at);
                input.extend_from_slice(&other[cut..]);
            }
            _ => {
                let awkward = AWKWARD[self.below(AWKWARD.len())];
                let end = (at + awkward.len()).min(input.len());
                input.splice(at..end, awkward.iter().copied());
            }
        }
    }
}

impl Iterator for Mutations {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut input = self.from.get(self.below(self.from.len()))?.clone();
        for _ in 0..=self.below(4) {
            self.harm(&mut input);
        }
        Some(input)
    }
}
