import { CancelledError } from "@tightrope/core";

interface Flight<T> {
  readonly landed: Promise<T>;
  readonly controller: AbortController;
  passengers: number;
}

/** Callers with the same question share one run; it is cancelled when the last of them leaves. */
export class Flights<T> {
  readonly #flights = new Map<string, Flight<T>>();

  async join(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (signal.aborted) throw new CancelledError();
    const flight = this.#flights.get(key) ?? this.#start(key, start);
    flight.passengers++;
    let left = () => {};
    try {
      return await Promise.race([
        flight.landed,
        new Promise<never>((_, reject) => {
          left = () => reject(new CancelledError());
          signal.addEventListener("abort", left, { once: true });
        }),
      ]);
    } finally {
      signal.removeEventListener("abort", left);
      flight.passengers--;
      if (flight.passengers === 0) {
        // Forgotten first: who asks now must not join a run that is being cancelled.
        if (this.#flights.get(key) === flight) this.#flights.delete(key);
        flight.controller.abort();
      }
    }
  }

  #start(key: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const landed = start(controller.signal).finally(() => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    });
    landed.catch(() => undefined);
    const flight: Flight<T> = { landed, controller, passengers: 0 };
    this.#flights.set(key, flight);
    return flight;
  }
}
