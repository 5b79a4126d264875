//! Kubernetes for Drift.
