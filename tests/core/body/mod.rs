//! Bodies that are continued, natively: without a server, a clock or a socket.

mod hand;

mod any_order;
mod every_cell_of_the_table;
mod gaps_end;
mod model;
mod reading_again_is_proved;
mod servers;
mod tokens_come_back;
mod what_is_delivered;
mod which_ranges_fit;
