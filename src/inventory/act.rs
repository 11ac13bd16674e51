use std::fmt;
use std::str::FromStr;

/// What somebody was doing when more happened than that one thing was written; told in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Undid the change with this number.
    Undo(u64),
    /// Brought something back to what it was right after the change with this number.
    Restore(u64),
    /// Joined two records that were the same.
    Join,
    /// Erased a person.
    Erase,
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undo(seq) => write!(f, "undo:{seq}"),
            Self::Restore(seq) => write!(f, "restore:{seq}"),
            Self::Join => f.write_str("join"),
            Self::Erase => f.write_str("erase"),
        }
    }
}

/// The text is not an act.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an act")]
pub struct NotAnAct;

impl FromStr for Act {
    type Err = NotAnAct;

    fn from_str(text: &str) -> Result<Self, NotAnAct> {
        let seq = |number: &str| number.parse().map_err(|_| NotAnAct);
        match text.split_once(':') {
            Some(("undo", number)) => seq(number).map(Self::Undo),
            Some(("restore", number)) => seq(number).map(Self::Restore),
            None if text == "join" => Ok(Self::Join),
            None if text == "erase" => Ok(Self::Erase),
            _ => Err(NotAnAct),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_reads_back_from_its_text() {
        for act in [Act::Undo(12), Act::Restore(u64::MAX), Act::Join, Act::Erase] {
            assert_eq!(act.to_string().parse(), Ok(act));
        }
        for text in ["", "undo", "undo:", "undo:-1", "join:2", "dance"] {
            assert_eq!(text.parse::<Act>(), Err(NotAnAct), "{text}");
        }
    }
}
