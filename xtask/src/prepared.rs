//! A group of tests that is ready to run.

use duct::Expression;

use crate::idle::IdleConnections;
use crate::server::Server;

pub struct Prepared {
    pub runs: Vec<Run>,
    /// What must live until they have ended.
    _alive: Option<(Server, Vec<IdleConnections>)>,
}

/// One command of a group.
pub struct Run {
    pub command: Expression,
    /// What the table of platforms says of it.
    pub what: String,
}

impl Prepared {
    /// One command, and nothing around it.
    pub fn of(what: &str, command: Expression) -> Prepared {
        Prepared { runs: vec![Run { command, what: what.to_owned() }], _alive: None }
    }

    /// Several commands, one after the other.
    pub fn several(runs: Vec<Run>) -> Prepared {
        Prepared { runs, _alive: None }
    }

    /// Several commands, and what they call.
    pub fn around(runs: Vec<Run>, server: Server, idle: Vec<IdleConnections>) -> Prepared {
        Prepared { runs, _alive: Some((server, idle)) }
    }
}

impl From<Expression> for Prepared {
    fn from(command: Expression) -> Prepared {
        Prepared::of("", command)
    }
}
