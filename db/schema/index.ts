/** All tables. */
export * from './audit';
export * from './content';
export * from './courses';
export * from './limits';
export * from './people';
export * from './work';
export * from './workers';
