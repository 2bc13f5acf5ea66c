//! Damm's check digit (H. M. Damm, 2004): finds every single wrong digit and every swap of two neighbours,
//! which ISO 7064 MOD 11,10 does not promise.

/// A totally anti-symmetric quasigroup of order 10 with a zero diagonal.
const STEP: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// Check digit (0-9) of digits 0-9; a number with its own check digit at the end gives 0.
pub(crate) fn check_digit(digits: impl IntoIterator<Item = u8>) -> u8 {
    digits.into_iter().fold(0, |at, digit| STEP[usize::from(at % 10)][usize::from(digit % 10)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_holds() {
        assert_eq!(check_digit([5, 7, 2]), 4);
        assert_eq!(check_digit([5, 7, 2, 4]), 0);
    }
}
