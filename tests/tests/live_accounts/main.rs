//! Accounts from the command line, against emulators of the tests' own (moto): who reads which, what may not be read, and AWS
//! beside Kubernetes.

#[path = "access.rs"]
mod access;
#[path = "entering.rs"]
mod entering;
#[path = "together.rs"]
mod together;
