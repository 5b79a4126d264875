//! `AWS::CertificateManager::Certificate`: says who a server is. Without being asked for every kind of key, AWS lists only some.
//! Source of the facts: the ACM API reference (`ListCertificates`, `DescribeCertificate`).

use drift_core::{Consequence, Value};

use crate::table::{
    Given, Name, Reader, Table, UNSET, behaviour, call, computed, identity, name, security, tags,
    volatile,
};

const OF: &[(&str, Given)] = &[("CertificateArn", Given::Of("CertificateArn"))];
const EVERY_KEY: &str = r#"{"keyTypes": ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"]}"#;

pub(super) static TABLE: Table = Table {
    kind: "AWS::CertificateManager::Certificate",
    list: call("acm", "ListCertificates", "CertificateSummaryList")
        .given(&[("Includes", Given::Json(EVERY_KEY))])
        .lists(),
    details: &[
        call("acm", "DescribeCertificate", "Certificate").given(OF).into(""),
        call("acm", "ListTagsForCertificate", "Tags").given(OF).into("Tags"),
    ],
    identity: "CertificateArn",
    name: Name::Property("DomainName"),
    consequence: Consequence::Security,
    rows: &[
        identity("CertificateArn", "CertificateArn", "made of the account, the region and an id")
            .terraform("arn"),
        name("DomainName", "DomainName"),
        computed(
            "SubjectAlternativeNameSummaries",
            "SubjectAlternativeNameSummaries",
            "the first of its other names",
        ),
        computed(
            "HasAdditionalSubjectAlternativeNames",
            "HasAdditionalSubjectAlternativeNames",
            "whether there are more of them",
        ),
        security("Status", "Status"),
        behaviour("Type", "Type"),
        security("KeyAlgorithm", "KeyAlgorithm"),
        computed("KeyUsages", "KeyUsages", "follow from what it is"),
        computed("ExtendedKeyUsages", "ExtendedKeyUsages", "follow from what it is, too"),
        security("ExportOption", "ExportOption"),
        volatile("InUse", "InUse", "whether it is used now"),
        volatile("Exported", "Exported", "whether somebody took it away"),
        computed(
            "RenewalEligibility",
            "RenewalEligibility",
            "follows from where it comes from and is used",
        ),
        volatile("NotBefore", "NotBefore", "moves on with each renewal"),
        volatile("NotAfter", "NotAfter", "moves on with each renewal, as its begin does"),
        volatile("CreatedAt", "CreatedAt", "when it was made"),
        volatile("IssuedAt", "IssuedAt", "when it was last issued"),
        volatile("ImportedAt", "ImportedAt", "when it was last imported"),
        volatile("RevokedAt", "RevokedAt", "when it was revoked"),
        computed("ManagedBy", "ManagedBy", "which service made it"),
        behaviour("CertificateKeyPairOrigin", "CertificateKeyPairOrigin"),
        behaviour("CertificateUsage", "CertificateUsage"),
        behaviour("RootHierarchyType", "RootHierarchyType"),
        security("SubjectAlternativeNames", "SubjectAlternativeNames").set(),
        behaviour("DomainValidationOptions", "DomainValidationOptions")
            .read(Reader::Then(|_, options| ways(options)))
            .set(),
        identity("Serial", "Serial", "another one with each renewal"),
        computed("Subject", "Subject", "follows from the name"),
        security("Issuer", "Issuer"),
        volatile("RevocationReason", "RevocationReason", "why it was revoked"),
        security("SignatureAlgorithm", "SignatureAlgorithm"),
        computed("InUseBy", "InUseBy", "whoever uses it says so"),
        volatile("FailureReason", "FailureReason", "why it could not be issued"),
        volatile("RenewalSummary", "RenewalSummary", "how far renewing it is"),
        behaviour("CertificateAuthorityArn", "CertificateAuthorityArn"),
        security("Options", "Options"),
        volatile("UpdateSummary", "UpdateSummary", "how far a change is"),
        behaviour("AcmeEndpointArn", "AcmeEndpointArn"),
        identity("AcmeAccountId", "AcmeAccountId", "given to the client"),
        tags("Tags"),
    ],
    ..UNSET
};

/// How its names are validated: most in one way. The names themselves are compared beside it, and how far it is changes by itself.
fn ways(mut options: Value) -> Value {
    for option in options.as_list_mut().into_iter().flatten() {
        let Value::Map(option) = option else { continue };
        if option.get("ValidationDomain") == option.get("DomainName") {
            option.remove("ValidationDomain");
        }
        for name in ["DomainName", "ValidationStatus", "ResourceRecord", "HttpRedirect"] {
            option.remove(name);
        }
    }
    options
}
