/// How many people there are, told as a range: bands of five and wider hide who came or went by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// 5 to 9.
    Five,
    /// 10 to 19.
    Ten,
    /// 20 to 49.
    Twenty,
    /// 50 and more.
    Fifty,
}

impl Band {
    /// All, the lowest first.
    pub const ALL: [Self; 4] = [Self::Five, Self::Ten, Self::Twenty, Self::Fifty];

    /// The band of a number; none below five.
    pub fn of(number: usize) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|band| number >= band.least())
    }

    /// The least number in it.
    pub fn least(self) -> usize {
        match self {
            Self::Five => 5,
            Self::Ten => 10,
            Self::Twenty => 20,
            Self::Fifty => 50,
        }
    }

    /// The greatest number in it; the highest band has none.
    pub fn most(self) -> Option<usize> {
        let next = Self::ALL.into_iter().find(|band| *band > self)?;
        Some(next.least() - 1)
    }

    /// As layers and files have it: `5-9`, `10-19`, `20-49`, `50+`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Five => "5-9",
            Self::Ten => "10-19",
            Self::Twenty => "20-49",
            Self::Fifty => "50+",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_from_five_on_has_the_one_band_that_holds_it() {
        for number in 0..200 {
            let holding: Vec<_> =
                Band::ALL.into_iter().filter(|band| number >= band.least() && band.most().is_none_or(|most| number <= most)).collect();
            assert_eq!(holding, Band::of(number).into_iter().collect::<Vec<_>>(), "{number}");
            assert_eq!(holding.is_empty(), number < super::super::K);
        }
        assert_eq!(Band::ALL.map(Band::code), ["5-9", "10-19", "20-49", "50+"]);
    }
}
