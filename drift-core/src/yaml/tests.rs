//! What streams mean, where their parts stand and what is wrong with them.
use super::*;
