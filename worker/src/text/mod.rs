//! Words to recipes: grammar, the noun table, the drawing board, and how things go together.

pub mod compose;
pub mod grammar;
pub mod item;
mod lexicon;
pub mod nouns;
mod plan;
pub mod sketch;
mod tokens;

pub use plan::recipes;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod tests;
