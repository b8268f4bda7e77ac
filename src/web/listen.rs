//! Accepts connections, bounded in number, with heads bounded in time and size. When told to end, it finishes the requests in
//! hand.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tower_service::Service;

use super::guard::Peer;
use super::metrics::Metrics;
use super::rate::Buckets;
use super::{App, Door, Settings, routes};
use crate::error::{Detail, Error};

/// Most bytes of the head of a request.
const LONGEST_HEAD: usize = 32 << 10;
/// Most header lines.
const MOST_HEADERS: usize = 64;
/// How long requests in hand may take once the server is told to end.
const LAST: Duration = Duration::from_secs(300);
/// Threads that talk to clients; pages are worked on by others.
const THREADS: usize = 2;
/// How long blocking work is still waited for once all connections have ended.
const HANGING: Duration = Duration::from_secs(1);

/// A server that has its address.
pub struct Server {
    listener: std::net::TcpListener,
    address: SocketAddr,
    app: Arc<App>,
    connections: usize,
    head: Duration,
    stop: Handle,
    stopping: watch::Receiver<bool>,
}

/// Tells a server to end.
#[derive(Clone)]
pub struct Handle(Arc<watch::Sender<bool>>);

impl Handle {
    /// Takes no more connections, finishes what is in hand, and ends.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Server {
    /// Takes the address.
    ///
    /// # Errors
    /// [`Error::Usage`] for an address that isn't a loopback one without tokens; [`Error::Io`] when it can't be had.
    pub fn bind(door: Door, settings: Settings) -> Result<Server, Error> {
        let Settings { bind, tokens, hosts, lang, per_minute, connections, head, body } = settings;
        if tokens.is_none() && !bind.ip().is_loopback() {
            return Err(Error::Usage(Detail::NeedsTokens(bind.to_string())));
        }
        let failed = |e: io::Error| Error::io(bind.to_string(), e);
        let listener = std::net::TcpListener::bind(bind).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (sender, stopping) = watch::channel(false);
        let hosts = hosts.into_iter().map(|h| h.to_ascii_lowercase()).collect();
        let app = Arc::new(App {
            door,
            routes: routes::ROUTES,
            tokens,
            hosts,
            lang,
            buckets: Buckets::new(per_minute),
            body,
            metrics: Metrics::default(),
            stopping: stopping.clone(),
        });
        Ok(Server { listener, address, app, connections, head, stop: Handle(Arc::new(sender)), stopping })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What tells it to end.
    pub fn handle(&self) -> Handle {
        self.stop.clone()
    }

    /// Serves until it is told to end.
    ///
    /// # Errors
    /// [`Error::Io`] when the system gives no threads or no listener.
    pub fn run(self) -> Result<(), Error> {
        let failed = |e: io::Error| Error::io(self.address.to_string(), e);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(THREADS)
            .enable_io()
            .enable_time()
            .build()
            .map_err(failed)?;
        let result = runtime.block_on(self.accept());
        // Blocking work has been waited for. A thread that hangs in a net is left behind.
        runtime.shutdown_timeout(HANGING);
        result
    }

    async fn accept(self) -> Result<(), Error> {
        let Server { listener, address, app, connections, head, stop: _stop, mut stopping } = self;
        let listener = TcpListener::from_std(listener).map_err(|e| Error::io(address.to_string(), e))?;
        let router = routes::router(Arc::clone(&app));
        let (room, graceful) = (Arc::new(Semaphore::new(connections)), GracefulShutdown::new());
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(head)
            .max_buf_size(LONGEST_HEAD)
            .max_headers(MOST_HEADERS);
        loop {
            // Without room no connection is accepted; new ones wait in the system's queue.
            let permit = tokio::select! {
                permit = Arc::clone(&room).acquire_owned() => permit,
                _ = stopping.changed() => break,
            };
            let (stream, peer) = tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok(accepted) => accepted,
                    // The client has gone, or there are no file descriptors left: neither must end the server.
                    Err(_) => {
                        tokio::time::sleep(Duration::from_millis(50)).await;
                        continue;
                    }
                },
                _ = stopping.changed() => break,
            };
            let router = router.clone();
            let service = service_fn(move |request| answer(router.clone(), peer, request));
            let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
            tokio::spawn(async move {
                // A broken connection ends alone.
                let _ = connection.await;
                drop(permit);
            });
        }
        drop(listener);
        let _ = tokio::time::timeout(LAST, graceful.shutdown()).await;
        let app = Arc::clone(&app);
        let ended = tokio::task::spawn_blocking(move || match &app.door {
            Door::Review(review) => review.end(),
            Door::Serve(serve) => serve.end(),
        });
        let _ = tokio::time::timeout(LAST, ended).await;
        Ok(())
    }
}

async fn answer(
    mut router: Router,
    peer: SocketAddr,
    mut request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Body>, std::convert::Infallible> {
    request.extensions_mut().insert(Peer(peer));
    router.call(request.map(Body::new)).await
}
