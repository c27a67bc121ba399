const wordsIn = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Words in front of a person's name: forms of address and trades. */
export const TITLES = wordsIn(`
  mevrouw meneer mijnheer heer familie miss professor dokter huisarts buurman buurvrouw wijkagent agent rechercheur
  casemanager consulent maatschappelijk-werker begeleider begeleidster bewindvoerder hulpverlener melder klager aannemer
  monteur opzichter
`);

/** The same, shortened: a full stop may follow without ending the sentence. */
export const SHORT_TITLES = wordsIn("mevr mw dhr fam mr mrs ms drs dr ir ing prof");

/** Relatives and others whose name may follow at once: "haar zoon Piet". */
export const RELATIVES = wordsIn(`
  zoon zoontje dochter dochtertje man vrouw echtgenoot echtgenote partner vader moeder ouders broer broertje zus
  zusje zuster oom tante neef neefje nicht nichtje opa oma kleinzoon kleindochter kleinkind schoonzoon schoondochter
  schoonvader schoonmoeder schoonzus zwager stiefzoon stiefdochter stiefvader stiefmoeder pleegkind pleegzoon
  pleegdochter kind kindje baby vriend vriendin verloofde ex ex-man ex-vrouw ex-partner huisgenoot medebewoner
  medehuurder onderhuurder kamergenoot buur buurjongen buurmeisje overbuurman overbuurvrouw bovenbuurman
  bovenbuurvrouw benedenbuurman benedenbuurvrouw collega contactpersoon oppas genaamd heet heten son daughter
  husband wife brother sister mother father neighbour neighbor
`);

/** Parts of a surname that may be in lower case. */
export const PREFIXES = wordsIn("van de der den het 't ter ten te von zu el al ben bin bint da dos di du le la abd");

/** Words with a capital that are no name, met behind a title or relative at the start of a sentence. */
export const NO_NAMES = wordsIn(`
  ik hij zij ze we wij u jij je het een deze dit die dat er maar en of als toen dan ook nog niet wel graag kunt kan
  wil heeft is was zijn haar hun mijn onze uw maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari
  februari maart april mei juni juli augustus september oktober november december i he she they we you the this that
  monday tuesday wednesday thursday friday saturday sunday
`);

/**
 * First names that are common in the Netherlands and are no everyday word, so that a capital is enough to know them by.
 * Rarer names are found by what stands around them, or not at all.
 */
export const FIRST_NAMES = wordsIn(`
  aad abdel abdullah achmed adriaan ahmed aisha albert alexander ali amina amir amira anita anja anke anna anneke
  annemarie annie anouk anton antoon arie arjan arnold astrid ayse barbara bart berend bernard bert bianca bilal
  bjorn bob bram brigitte carla caroline charlotte chantal christiaan christina christine claudia coen cornelia
  cornelis cor daan daniel daphne david dennis desiree dewi diana dirk edwin eline elise elisabeth ellen els elly
  emine emma emre erik ernst esther eva evelien evert fatih fatima fatma femke ferdi floor floris francisca frank
  frans fred frederik freek gerard gerda gerrit gerrie geert gijs greetje guus hanneke hannie hans harm harry hassan
  hatice heleen henk henny herman hugo ibrahim ilse inge ingrid irene jaap jacco jacob jacqueline jan janna janneke
  jannie jasper jeannette jelle jeroen jesse jet jo joep johan johanna johannes john joke joost joris jorrit
  josephine joyce judith julia jurgen karel karin katja kees khadija khalid kim klaas koen kristel lars laura
  leendert leila leo lianne lidia lieke lies linda lisa lotte louis luuk maaike maarten machteld malika marcel
  margriet maria marian marianne marieke marijke marina marja marjan marjolein marjon mark marleen martijn martin
  mehmet melissa merel michael michel michiel miep mieke milan mirjam mirna mohamed mohammed monique moniek murat
  mustafa myrthe naima nathalie nel nicole niels nienke omar onno patricia patrick paul pauline peter petra piet
  pieter pim quinten rachid ramon rashid reinier remco renate rene richard rianne rick riet rik rob robert robin
  roel roelof rolf ronald rosalie ruben rudolf ruud sabine said samira samir sander sandra sanne saskia selma serdar
  sharon sietske simone sjaak sjoerd sofie sonja stefan steven susan suzanne sylvia tamara tanja teun theo thijs
  thomas tim tineke tjeerd tom tonny truus ursula valerie vincent wendy wesley wibo willem willemijn wilma wim
  wouter yasmina youssef yusuf yvonne zeynep
`);

/** Endings of street names: `Jan van Galenstraat` is an address, no person. */
export const STREET_ENDING =
  /(?:straat|weg|laan|plein|hof|kade|dijk|pad|singel|steeg|plantsoen|gracht|park|brink|dreef|erf)$/i;
