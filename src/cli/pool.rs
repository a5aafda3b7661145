//! Work done by several threads, in the order in which it was given. Jobs come
//! in one at a time; results go out in the same order, whoever was first. No
//! more jobs are taken than the threads can work off, so that a fast reader
//! does not fill the memory.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::Scope;

use super::failure::{Failure, Result};

pub(super) struct Pool<J, T> {
    jobs: SyncSender<(J, SyncSender<T>)>,
    /// The results to come, the oldest first.
    waiting: VecDeque<Receiver<T>>,
    most: usize,
}

impl<J: Send, T: Send> Pool<J, T> {
    /// Starts so many threads, each with a worker of its own. They end when
    /// the pool is dropped.
    pub(super) fn start<'scope, W>(
        scope: &'scope Scope<'scope, '_>,
        threads: usize,
        worker: impl Fn() -> W,
    ) -> Self
    where
        J: 'scope,
        T: 'scope,
        W: FnMut(J) -> T + Send + 'scope,
    {
        let (jobs, queue) = sync_channel::<(J, SyncSender<T>)>(threads);
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..threads {
            let queue = Arc::clone(&queue);
            let mut work = worker();
            scope.spawn(move || {
                // Whoever holds the lock waits for the next job.
                let next = || queue.lock().ok()?.recv().ok();
                while let Some((job, done)) = next() {
                    // Nobody waits any more if the run has failed elsewhere.
                    let _ = done.send(work(job));
                }
            });
        }
        Self { jobs, waiting: VecDeque::new(), most: 2 * threads }
    }

    /// Whether as many jobs are under way as there should be.
    pub(super) fn is_full(&self) -> bool {
        self.waiting.len() >= self.most
    }

    /// Gives a job away.
    pub(super) fn submit(&mut self, job: J) -> Result<()> {
        let (done, result) = sync_channel(1);
        self.jobs.send((job, done)).map_err(|_| stopped())?;
        self.waiting.push_back(result);
        Ok(())
    }

    /// The result of the oldest job, waiting for it; `None` if there is none.
    pub(super) fn next(&mut self) -> Option<Result<T>> {
        self.waiting.pop_front().map(|result| result.recv().map_err(|_| stopped()))
    }
}

fn stopped() -> Failure {
    Failure::Said("A thread stopped in the middle of its work; please report this as a fault.".to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_order() {
        for threads in [1, 2, 7] {
            let results = std::thread::scope(|scope| {
                let worker = || {
                    |n: u64| {
                        // The first take longest.
                        std::thread::sleep(Duration::from_micros(500 / (n + 1)));
                        n * n
                    }
                };
                let mut pool = Pool::start(scope, threads, worker);
                let mut results = Vec::new();
                for n in 0..100 {
                    while pool.is_full() {
                        results.extend(pool.next().map(Result::unwrap));
                    }
                    pool.submit(n).unwrap();
                }
                while let Some(result) = pool.next() {
                    results.push(result.unwrap());
                }
                results
            });
            assert_eq!(results, (0..100).map(|n| n * n).collect::<Vec<_>>(), "{threads} threads");
        }
    }
}
