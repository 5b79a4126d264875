//! The estate: how many of what each region has. Knows no protocol.

/// How many of what each region has.
#[derive(Debug, Clone, Copy, Default)]
pub struct Estate {
    /// EC2 volumes.
    pub volumes: usize,
    /// EC2 network interfaces.
    pub interfaces: usize,
    /// EC2 security groups.
    pub groups: usize,
    /// EC2 subnets.
    pub subnets: usize,
    /// Metric filters of CloudWatch Logs, which come in pages of 50.
    pub filters: usize,
    /// SQS queues: two calls for each.
    pub queues: usize,
    /// KMS keys: four calls for each.
    pub keys: usize,
    /// ECS clusters.
    pub clusters: usize,
    /// ECS services of each cluster: a call for ten and a call for each.
    pub services: usize,
}

impl Estate {
    /// All resources of a region.
    #[must_use]
    pub fn count(&self) -> usize {
        let ec2 = self.volumes + self.interfaces + self.groups + self.subnets;
        ec2 + self.filters + self.queues + self.keys + self.clusters * (1 + self.services)
    }
}
