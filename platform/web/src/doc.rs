//! What a route says about itself, as data: the OpenAPI document is made from it.

/// The words of the route, its parameters and schemas are texts and types of its module; here are only their names.
#[derive(Clone, Copy, Debug)]
pub struct Doc {
    /// Stable name: `register-case`. Its sentence is the text `api-op-register-case`.
    pub id: &'static str,
    pub params: &'static [Param],
    /// Schema of the JSON body.
    pub body: Option<&'static str>,
    /// Status and schema of each answer that is no problem document; an empty name: no body.
    pub answers: &'static [(u16, &'static str)],
    /// Statuses that come as problem documents.
    pub problems: &'static [u16],
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum In {
    Path,
    Query,
    Header,
}

/// One parameter.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    pub name: &'static str,
    pub place: In,
    pub takes: Takes,
}

/// What a parameter may hold.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// Text of at most so many characters.
    Text(u64),
    /// From and to.
    Number(i64, i64),
    Id,
    Time,
    OneOf(&'static [&'static str]),
}
