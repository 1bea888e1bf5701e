/** Names of the headers that proxy.ts adds to a request on its way in. */
export const NONCE_HEADER = 'x-nonce';
export const ASKED_FOR_HEADER = 'x-asked-for';
