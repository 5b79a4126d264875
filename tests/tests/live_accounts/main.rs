//! Accounts from the command line, against emulators of the tests' own (moto): who reads which, what may not be read, and AWS
//! beside Kubernetes; what boto3 reads beside it; AWS behind a proxy that makes a bad one of it, and one that
//! refuses each call in turn.

mod access;
mod entering;
mod faults;
mod refused;
mod together;
mod witness;
