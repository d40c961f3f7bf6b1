// Loaded before the CLI (node --import): when the `npm start` around it is killed with -9 nobody passes a signal on,
// but the channel closes. The CLI then ends as if it had been told to, and takes its services with it.
if (process.channel !== undefined) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  // The channel alone must not keep a finished command alive.
  process.channel.unref()
}
