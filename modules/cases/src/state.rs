/// Where a case stands. The names are those of the events that lead there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Said, numbered, waiting for acceptance.
    Registered,
    /// Not accepted, with the reason and where to go; no case in any figure.
    Refused,
    /// Advice that was answered at once.
    Answered,
    /// Goes on in its master.
    Merged,
    Accepted,
    Dispatched,
    Signed,
    /// The unit says that it is done; somebody else looks.
    Done,
    /// Verified; the people are called back.
    Closed,
    /// Honestly ended. Closed is not “fixed”: the ending says which.
    Ended,
}

impl State {
    pub const ALL: [Self; 10] = [
        Self::Registered,
        Self::Refused,
        Self::Answered,
        Self::Merged,
        Self::Accepted,
        Self::Dispatched,
        Self::Signed,
        Self::Done,
        Self::Closed,
        Self::Ended,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Refused => "refused",
            Self::Answered => "answered",
            Self::Merged => "merged",
            Self::Accepted => "accepted",
            Self::Dispatched => "dispatched",
            Self::Signed => "signed",
            Self::Done => "done",
            Self::Closed => "closed",
            Self::Ended => "ended",
        }
    }

    /// The state of a stored word. A word that no program wrote counts as ended: nothing can be done to it.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.word() == word).unwrap_or(Self::Ended)
    }

    pub fn is_open(self) -> bool {
        !matches!(self, Self::Refused | Self::Answered | Self::Merged | Self::Ended)
    }

    /// Taken in, and nobody has answered yet.
    pub fn before_done(self) -> bool {
        matches!(self, Self::Accepted | Self::Dispatched | Self::Signed)
    }

    /// A unit works on it.
    pub fn in_hand(self) -> bool {
        matches!(self, Self::Dispatched | Self::Signed)
    }
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn every_state_has_a_word_of_its_own() {
        for state in State::ALL {
            assert_eq!(State::parse(state.word()), state);
        }
    }
}
