//! The program as its users see it, one module per subject.

mod audit;
mod bad_input;
mod build;
mod change;
mod check;
mod export;
mod floors;
mod linters;
mod measured;
mod prove;
mod report;
mod repository;
mod serve;
mod support;
mod tested;
