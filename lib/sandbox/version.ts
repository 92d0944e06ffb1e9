/** Version of the generator: raised by any change of what it gives, so that a stand-in made before is made again. */
export const GENERATOR_VERSION = "6";
