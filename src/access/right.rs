use crate::access::role::Role;

/// Who has a right, at the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Every visitor.
    Everyone,
    /// Whoever has an account here, or the card of a resident.
    Role(Role),
    /// Whoever came in by the operator's link.
    Beginner,
    /// Whoever runs the program.
    Operator,
}

macro_rules! rights {
    ($($(#[$doc:meta])* $right:ident $code:literal $reach:expr;)*) => {
        /// What somebody may do. Every address of the site asks for one of these, and nothing else decides.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Right { $($(#[$doc])* $right,)* }

        impl Right {
            /// All, from little to much.
            pub const ALL: &[Self] = &[$(Self::$right,)*];

            /// Who has it, at the least: who is more has it too.
            pub fn reach(self) -> Reach {
                match self { $(Self::$right => $reach,)* }
            }

            /// After `right-` the key of its text.
            pub fn code(self) -> &'static str {
                match self { $(Self::$right => $code,)* }
            }
        }
    };
}

/// The table of rights.
mod table {
    use super::Reach::{self, Beginner, Everyone, Operator};
    use crate::access::role::Role::{Builder, Neighbour, Steward};

    pub(super) const NEIGHBOURS: Reach = Reach::Role(Neighbour);
    pub(super) const BUILDERS: Reach = Reach::Role(Builder);
    pub(super) const STEWARDS: Reach = Reach::Role(Steward);
    pub(super) const EVERYONE: Reach = Everyone;
    pub(super) const BEGINNER: Reach = Beginner;
    pub(super) const OPERATOR: Reach = Operator;
}
use table::{BEGINNER, BUILDERS, EVERYONE, NEIGHBOURS, OPERATOR, STEWARDS};

rights! {
    /// To look at what one may see, and to take it along as a file.
    Look "look" EVERYONE;
    /// To come in: with a password, a card or a link; to ask for a card; to choose a language.
    ComeIn "come-in" EVERYONE;
    /// To look after one's own keys and browsers.
    OwnAccount "own-account" NEIGHBOURS;
    /// To see all that is kept about oneself, to change it, hide it, take it along and have it erased.
    OwnPage "own-page" NEIGHBOURS;
    /// To enter residents as they told, to change that with them, and to hear what they agree to.
    People "people" BUILDERS;
    /// To take along what residents can and want, without their names, where that is registered.
    TakeAlong "take-along" BUILDERS;
    /// To note what was promised, and to do it.
    FollowUps "follow-ups" BUILDERS;
    /// To add assets, ties and photos.
    Add "add" BUILDERS;
    /// To change and end them.
    Change "change" BUILDERS;
    /// To undo: a builder what they did themselves, a steward everything.
    Undo "undo" BUILDERS;
    /// To give residents their cards, to answer who asks for one, and to act for a resident who asked for it.
    Residents "residents" BUILDERS;
    /// To take records away, also for good.
    Remove "remove" STEWARDS;
    /// To join what is the same, to take it apart again, and to answer what is likely the same.
    Join "join" STEWARDS;
    /// To change many records at once.
    Many "many" STEWARDS;
    /// To see who changed what, and to bring it back.
    History "history" STEWARDS;
    /// To bring files in.
    Import "import" STEWARDS;
    /// To change the vocabularies.
    Words "words" STEWARDS;
    /// To change what the neighbourhood says of itself, and its settings.
    Settings "settings" STEWARDS;
    /// To invite to the team, to give roles, and to switch off.
    Team "team" STEWARDS;
    /// To see what was done with accounts and keys.
    Log "log" STEWARDS;
    /// To take everything along, and to close the neighbourhood down.
    Close "close" STEWARDS;
    /// To begin neighbourhoods.
    Begin "begin" BEGINNER;
    /// To see how the program does.
    Watch "watch" OPERATOR;
}

impl Right {
    /// Whether somebody of this role has it; nobody in particular where there is none.
    pub fn is_of(self, role: Option<Role>) -> bool {
        match self.reach() {
            Reach::Everyone => true,
            Reach::Role(least) => role.is_some_and(|role| role >= least),
            Reach::Beginner | Reach::Operator => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_more_may_do_what_who_is_less_may() {
        for right in Right::ALL {
            let may: Vec<bool> = [None].into_iter().chain(Role::ALL.map(Some)).map(|role| right.is_of(role)).collect();
            assert!(may.is_sorted(), "{right:?}");
        }
        assert!(
            !Right::Add.is_of(Some(Role::Neighbour)) && Right::Add.is_of(Some(Role::Builder)) && !Right::Team.is_of(Some(Role::Builder))
        );
    }
}
