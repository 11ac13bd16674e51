use std::sync::Arc;

use crate::consent::Scope;
use crate::inventory::act::Act;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::Actor;
use crate::inventory::record::Fault;
use crate::store::Error as StoreError;

/// What somebody wants written: all of it, or nothing.
#[derive(Debug, Clone)]
pub struct Order {
    /// The changes, in this order.
    pub changes: Vec<Change>,
    /// Who asks.
    pub by: Actor,
    /// When.
    pub at: Moment,
    /// The import it belongs to.
    pub delivery: Option<Id>,
}

/// An order with what is being done by it, where that is more than to write something.
#[derive(Debug, Clone)]
pub struct Deed {
    /// What is to be written.
    pub order: Order,
    /// What is being done.
    pub act: Option<Act>,
}

impl Order {
    /// The order, given to do this; the history names it.
    pub fn to(self, act: Act) -> Deed {
        Deed { order: self, act: Some(act) }
    }
}

impl From<Order> for Deed {
    fn from(order: Order) -> Self {
        Self { order, act: None }
    }
}

/// Nothing of an order was written, and why.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Rules it breaks.
    #[error("{} rules are broken, the first: {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Broken(Vec<Broken>),
    /// It could not be made durable.
    #[error("it could not be kept: {0}")]
    NotKept(Arc<StoreError>),
    /// The neighbourhood is being closed.
    #[error("the neighbourhood is being closed")]
    Closed,
}

/// A change that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("change {at} ({id}): {rule}")]
pub struct Broken {
    /// Which change of the order, counted from 0.
    pub at: usize,
    /// The record or tie it concerns.
    pub id: Id,
    /// The rule.
    pub rule: Rule,
}

/// What a change may not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// A field does not fit its declaration.
    #[error("{0}")]
    Fault(Fault),
    /// A code is not a word of the vocabulary.
    #[error("{field}: `{code}` is not in the vocabulary")]
    UnknownTerm {
        /// The field.
        field: &'static str,
        /// The code.
        code: String,
    },
    /// It was changed in the meantime by somebody else, or is there already.
    #[error("the version seen is not the last one")]
    Overtaken,
    /// It is not there.
    #[error("it is not there")]
    Gone,
    /// A record cannot become another kind, nor a tie join others.
    #[error("what it is cannot change")]
    Remade,
    /// An end of the tie is not there.
    #[error("an end of the tie is not there")]
    DanglingEnd,
    /// The tie does not go between these kinds.
    #[error("this tie does not go between these kinds")]
    WrongEnds,
    /// A tie joins two.
    #[error("a tie joins two different records")]
    SameEnds,
    /// There is one such tie from this record already.
    #[error("there is one such tie from this record already")]
    SecondFromOne,
    /// There is one such tie between these two already.
    #[error("there is one such tie between these two already")]
    SecondForPair,
    /// Following such ties would lead back.
    #[error("following such ties would lead back to the beginning")]
    Loop,
    /// What came of something would be earlier than that something.
    #[error("what it led to would be earlier than the thing itself")]
    BackInTime,
    /// Shares of one right would exceed the whole.
    #[error("shares of this right would exceed 100 %")]
    MoreThanWhole,
    /// Another record is this one of the source already.
    #[error("another record is this one of the source already")]
    SourceTaken,
    /// Another word of the vocabulary has this code.
    #[error("another word of the vocabulary has this code")]
    CodeTaken,
    /// The code of a word, and the vocabulary it is in, stay for ever.
    #[error("the code of a word stays")]
    CodeStays,
    /// A word would fall under itself: the labels, in Dutch and in English, from the word up to itself.
    #[error("a word would fall under itself")]
    UnderItself {
        /// From the word by its broader words back to the word.
        chain: Vec<[String; 2]>,
    },
    /// Records, ties or other words refer to the word.
    #[error("the word is in use by {users}")]
    InUse {
        /// How many.
        users: usize,
    },
    /// What a person agreed to before is not said any more.
    #[error("what a person said before was left out")]
    Unsaid,
    /// Somebody under sixteen, for whom nobody decides.
    #[error("a person under sixteen without somebody who decides for them")]
    TooYoung,
    /// Where a person lives, more precisely than by a square they agreed to.
    #[error("where a person lives is told by a square they agreed to, or not at all")]
    TooPrecise,
    /// The neighbourhood did not say that it keeps what residents tell of themselves.
    #[error("the neighbourhood did not choose to keep talents of residents")]
    NoPurpose,
    /// A person does not just go: they are erased.
    #[error("a person is erased, not taken away")]
    OnlyErased,
    /// What the team accounts with is written once.
    #[error("what was registered stays as it is")]
    Registered,
    /// A person did not agree.
    #[error("a person did not agree to this")]
    NoConsent(Scope),
}
