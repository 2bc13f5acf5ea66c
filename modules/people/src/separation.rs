use lianxin_playbook::{Playbook, Separation};

/// The pairs that one person would hold both sides of with these roles in one organisation. Roles that are alone whole
/// are never a pair by themselves: the playbook is checked for that.
pub fn broken<'a>(playbook: &'a Playbook, roles: &[&str]) -> Vec<&'a Separation> {
    let holds = |capability: &str| roles.iter().any(|role| playbook.roles.scope(role, capability).is_some());
    playbook.separations.broken_by(holds)
}
