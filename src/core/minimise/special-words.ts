const words = (text: string): readonly string[] => text.split(",").map((word) => word.trim());

/**
 * Words that make free text suspect of health (AVG 9) or criminal (AVG 10) content, Dutch and English. The decision holds on
 * them; nothing is cut. `word*` is every word that begins so; a plain word also with a simple ending (-e, -en, -s, -n, -t);
 * two words are looked for in a row. Kept out on purpose: names of aids (rolstoel, rollator), which are a functional need;
 * politie and inbraak, which a repair order needs; words with an everyday sense in a home (opname, lithium, beperking).
 */
export const SPECIAL_WORDS: Readonly<Record<"health" | "criminal", readonly string[]>> = {
  health: words(`
    diagnos*, gediagnosticeerd*, ziek, zieke, ziekte*, ziekenhui*, ziekmelding, kanker*, borstkanker, longkanker,
    darmkanker, leukemie, tumor*, uitgezaaid*, chemo, chemokuur, chemotherapie, bestraling*, diabet*, suikerziekte,
    epileps*, epilept*, astma, copd, reuma, reumatisch*, artrose, hartinfarct, hartaanval, hartfalen, beroerte*,
    herseninfarct, hersenbloeding, hersenletsel, dialyse, nierfalen, hiv, aids, hepatitis, tuberculose,
    besmettelijk*, parkinson, dement*, alzheimer, multiple sclerose, terminaal, palliatie*, hospice, euthanasie,
    allergi*, chronisch ziek, handicap, gehandicapt*, invalide, arbeidsongeschikt*, slechtziend*, slechthorend*,
    doof, verlamd*, verlamming, dwarslaesie, geamputeerd*, amputatie*, verstandelijk beperkt,
    verstandelijke beperking, lichamelijke beperking, licht verstandelijk, zwakbegaafd*, arts, huisarts*, psychiat*,
    psycholo*, psychotherap*, therapeut*, therapie, fysiotherap*, thuiszorg*, verpleeghui*, verpleegkundig*,
    wijkverpleeg*, mantelzorg*, revalidati*, operatie, operaties, geopereerd, medisch*, patient*, zorgindicatie*,
    zorgplan*, behandelplan*, ggz, ggd, crisisopname*, wlz, zorgvraag, medicijn*, medicati*, geneesmiddel*,
    antibiotic*, insuline*, methadon, antidepressiv*, antipsychotic*, kalmeringsmiddel*, slaappil*, oxazepam,
    diazepam, ritalin, morfine, chemopil*, prednison, recept van, psychisch*, psychose*, psychotisch*, schizofren*,
    borderline, bipola*, manisch*, depress*, autis*, asperger, adhd, ptss, burnout, burn-out, overspannen,
    angststoornis*, paniekaanval*, waanbeeld*, wanen, verward*, suicid*, zelfmoord*, zelfdoding, zelfbeschadig*,
    eetstoornis*, anorexi*, boulimi*, dwangstoornis*, hoarding, verzamelstoornis, verslaafd*, verslaving*, alcoholi*,
    alcoholprobleem, alcoholproblemen, alcoholmisbruik, drankprobleem, drankproblemen,
    drankmisbruik, gokverslaa*, gokverslaving*, drugsverslaa*, drugsverslaving*, drugsgebruik*, afkicken,
    afkickkliniek, ontwenning*, overdosis, zwanger*, hoogzwanger*, bevallen, bevalling*, miskraam, abortus,
    kraamzorg, verloskundig*, pregnan*, diagnosed, disease*, illness*, cancer*, medication*, medicine*, psychiatr*,
    depressed, addict*, alcoholic*, disabled, disability, disabilities, hospital*, surgery, therapy, suicid*,
    mental health, dementia, stroke patient, insulin, rehab*, seizure*, wheelchair bound, miscarriage, abortion
  `),
  criminal: words(`
    gedetineerd*, detentie*, gevangen*, celstraf*, gevangenisstraf*, taakstraf*, werkstraf*, jeugddetentie,
    enkelband*, tbs, penitentiair*, van bewaring, reclassering*, strafblad*, strafzaak, strafzaken,
    strafrechtelijk*, strafbaar*, veroordeel*, veroordeling*, verdacht van, verdachte van, verdachten,
    hoofdverdacht*, mededaders, arrest, arrestati*, arrestant*, gearresteerd*, aangehouden, aanhouding*, aangifte*,
    proces-verbaal, procesverbaal, proces verbaal, misdrijf, misdrijven, delict*, geweldsdelict*, zedendelict*,
    zedenmisdrijf, mishandel*, mishandeling*, doodslag, moord, vermoord*, steekpartij*, neergestoken, schietpartij*,
    vuurwapen*, wapenbezit, verkracht*, aanrand*, ontucht, kinderporno*, stalking, gestalkt, brandsticht*, diefstal*,
    gestolen goed, heling, afpersing, witwas*, oplichting, fraudeur*, mensenhandel, criminee*, crimineel, criminelen,
    huiselijk geweld, hennep, hennepkwekerij*, hennepteelt, hennepplant*, wiet, wietplantage*, wietkwekerij*,
    wietplant*, cannabis*, drugs, drugshandel*, drugspand*, drugsdeal*, harddrugs, softdrugs, drugslab*, dealer,
    dealers, dealt, dealen, gedeald, cocaine, coke, heroine, xtc, amfetamine*, speedlab, ghb, crack, opiumwet,
    prostitutie*, terroris*, jihad*, contactverbod*, gebiedsverbod*, huisverbod*, arrested, prison*, jail*, convict*,
    detention*, detained, criminal*, felony, probation*, parole*, offender*, drug dealer, drug dealing, cocaine,
    weed plantation, assaulted, stabbing*, burglar*, warrant for
  `),
};
