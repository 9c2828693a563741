export { type Bloc, type BlocMember, blocMembers, blocs, membersOf, resolveBloc } from "./blocs.ts";
export { allCountries, type Country } from "./countries.ts";
export { countryByIso3, countryName, findCountry, resolveCountry } from "./resolve.ts";
export {
  type CodeSystem,
  type Group,
  type GroupSystem,
  groupCodes,
  isoTable,
  type NumericCode,
  numericCodeTable,
  type TextCode,
} from "./tables.ts";
