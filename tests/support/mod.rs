//! A whole house in a temporary folder, with visitors who walk through its real router. No socket, no mock, no sleep.

mod answer;
mod house;
mod visitor;

pub(crate) use answer::Answer;
pub(crate) use house::{House, PASSWORD, record, tie};
pub(crate) use visitor::Visitor;
