//! Who is calling, for limits only: behind our own reverse proxy the peer is the proxy, so its word counts;
//! nobody else's does.

use std::net::IpAddr;

use actix_web::HttpRequest;

use crate::config::Config;

/// The caller's address as text; empty when the socket tells none.
pub fn address(request: &HttpRequest, config: &Config) -> String {
    let Some(peer) = request.peer_addr().map(|peer| peer.ip()) else { return String::new() };
    let trusted = config.proxies();
    if !trusted.contains(&peer) {
        return peer.to_string();
    }
    // Each proxy adds whom it heard at the end: from the right, the first that is not ours.
    let told = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let mut chain: Vec<IpAddr> =
        told.flat_map(|value| value.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
    while let Some(hop) = chain.pop() {
        if !trusted.contains(&hop) {
            return hop.to_string();
        }
    }
    peer.to_string()
}
