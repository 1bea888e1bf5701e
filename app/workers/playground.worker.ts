/** The playground's training, away from the page so that the page never stutters. */
import { Trainer } from '../playground/trainer';
import { listOffers, openFor } from '../playground/backends';
import type { FromTrainer, ToTrainer } from '../playground/messages';

const post = (message: FromTrainer): void => self.postMessage(message);

/** A message to ourselves comes after those that wait, and without a timer's least delay. */
const channel = new MessageChannel();
let wake: (() => void) | null = null;
channel.port1.addEventListener('message', () => wake?.());
channel.port1.start();

const trainer = new Trainer({
  post,
  now: () => performance.now(),
  rest: (ms) =>
    new Promise((resolve) => {
      if (ms > 0) setTimeout(resolve, ms);
      else {
        wake = resolve;
        channel.port2.postMessage(null);
      }
    }),
  open: openFor,
});

self.addEventListener('message', ({ data }: MessageEvent<ToTrainer>) => trainer.take(data));
void listOffers().then((offers) => post({ kind: 'offers', ...offers }));
