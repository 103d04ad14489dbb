//! Names of fields, folded to lower-case letters and digits.

use crate::{
    Category::{
        Account, Biometric, Date, Device, Email, Fax, Geo, HealthPlan, Ip, License, Mrn, Name, Org, OtherId,
        Phone, Ssn, Url, Vehicle,
    },
    structured::treatment::Treatment::{
        self, Age, Contact, Harmless, Known, Log, Moment, Named, Party, Path, Person, Query, Strict, Text,
        Unknown,
    },
};

/// Persons that stand before a field in one word, such as `patientname`.
pub(super) const SUBJECTS: &str = "patient pt pat member subscriber insured guarantor contact emergencycontact emergency caller user client
    provider physician doctor mother father spouse guardian nok sender recipient customer person employee home work cell mobile billing mailing
    shipping primary secondary legal donor victim witness crew staff applicant dependent beneficiary hcp owner borrower tenant student";

/// Last words of a name that tell nothing.
pub(super) const EMPTY_WORDS: &str = "value values text string str raw number numbers no num nbr full formatted primary secondary old new previous
    current alt alternate original home work mobile display field input param data info list array item entry hint plain clear decrypted";

/// Words that are written short, and what they are short for.
pub(super) const ABBREVIATIONS: &[(&str, &str)] = &[
    ("nm", "name"),
    ("dt", "date"),
    ("ph", "phone"),
    ("cd", "code"),
    ("txt", "text"),
    ("adr", "address"),
    ("addr", "address"),
    ("num", "number"),
    ("no", "number"),
    ("nbr", "number"),
    ("nr", "number"),
    ("pt", "patient"),
    ("pat", "patient"),
    ("mbr", "member"),
    ("subscr", "subscriber"),
    ("prov", "provider"),
    ("prvdr", "provider"),
    ("dr", "doctor"),
    ("fac", "facility"),
    ("hosp", "hospital"),
    ("emp", "employee"),
    ("acct", "account"),
    ("disch", "discharged"),
    ("discharge", "discharged"),
    ("admission", "admit"),
    ("svc", "service"),
    ("ins", "insurance"),
    ("grp", "group"),
    ("lic", "license"),
    ("dx", "diagnosis"),
    ("rx", "prescription"),
    ("ord", "order"),
    ("enc", "encounter"),
    ("cust", "customer"),
    ("usr", "user"),
    ("cty", "city"),
    ("desc", "description"),
    ("veh", "vehicle"),
    ("dev", "device"),
    ("sn", "serial"),
    ("tele", "telephone"),
    ("mob", "mobile"),
    ("emerg", "emergency"),
    ("dept", "department"),
    ("org", "organization"),
    ("phys", "physician"),
    ("ref", "referring"),
    ("loc", "location"),
    ("benef", "beneficiary"),
    ("guar", "guarantor"),
    ("resp", "responsible"),
    ("med", "medical"),
    ("rec", "record"),
    ("stmt", "statement"),
];

/// Names by what they tell of the value.
pub(super) const KEYS: &[(Treatment, &str)] = &[
    (Named, "name displayname names first last middle nombre nombres prenom"),
    (Known(Name), "fullname firstname givenname given lastname familyname family surname middlename middleinitial maidenname nickname
        preferredname legalname birthname alias fname lname mname initials signature patientfullname personname nextofkinname mothersname
        fathersname mothersmaidenname guardianname emergencycontactname policyholdername cardholdername accountholdername humanname
        signername signedname doctorname namegiven namefamily namefirst namelast namemiddle personnelname crewname patientname membername
        subscribername insuredname guarantorname contactname callername clientname providername physicianname mothername fathername spousename
        recipientname sendername customername employeename staffname victimname witnessname drivername ownername authorname applicantname
        dependentname beneficiaryname nursename caregivername childname parentname practitionername attendingname surgeonname relativename
        representativename nokname operatorname membersname personsname participantname subjectsname memberfullname assignedpersonname
        midinit middleinit apellido apellidos primerapellido segundoapellido nomdefamille
        emergencyname residentname requestername reportername prescribername doctorsname nurses"),
    (Person, "paciente patient nextofkin nok spouse guardian caregiver emergencycontact physician attending attendingphysician referringphysician
        orderingphysician orderingprovider referringprovider primarycareprovider primarycarephysician pcp doctor nurse surgeon anesthesiologist
        radiologist pathologist practitioner clinician author dictatedby transcribedby reviewedby verifiedby performedby orderedby enteredby
        signedby attestedby administeredby assessedby witness policyholder cardholder accountholder subscriber insured guarantor beneficiary
        victim passenger crewmember paramedic medic therapist counselor requester assignedto assignee reportedby interpreter prescriber prescribedby
        dispensedby collectedby reportedto notified attendingmd admittingmd referringmd orderingmd primarymd attendingprovider admittingprovider admittingphysician admittingdoctor
        consultingphysician consultingprovider treatingphysician treatingprovider renderingprovider referringprovidername renderingphysician
        primaryphysician primarydoctor primaryprovider attendingdoctor chargenurse primarynurse midwife dentist pharmacist legalguardian poa
        powerofattorney healthcareproxy proxy"),
    (Party, "staff director labdirector medicaldirector supervisor coordinator technician dictator speaker location loc scene to from cc bcc recipient sender replyto user customer client member contact driver owner caller provider createdby updatedby
        modifiedby actor principal by approver reviewer submittedby requestedby who subjectname operator approvedby"),
    (Known(Date), "fechanacimiento fechadenacimiento datedenaissance geburtsdatum dob dateofbirth birthdate birthday birthtime birthyear birthmonth yob born bornon bdate birth dod dateofdeath deathdate deceaseddate
        deceaseddatetime deathdatetime"),
    (Moment, "date datetime timestamp ts time createdat created updatedat updated modifiedat modified deletedat lastupdated lastmodified
        lastseen lastlogin issued issuedat effective effectivedate effectivedatetime effectivetime effectiveperiod start startdate startedat
        end enddate endedat expires expiry expiration expirationdate expiresat recorded recordedat authored authoredon onset onsetdate
        abatement occurred occurredat occurrence scheduled scheduledfor scheduledat signedat receivedat received sentat sent performedat
        admit admitted admittedat discharged dischargedat appointment dos doa dateofservice servicedate visitdate period instant when
        arrivedat departedat collected collectedat resulted resultedat reportedat enroute onscene loggedat eventtime occurreddatetime
        low high servicedperiod completedat cancelledat closedat openedat dispatchedat transportedat timeofcall timeofdeath"),
    (Age, "age ageyears ageinyears userage ageatencounter ageatvisit"),
    (Known(Phone), "phone phonenumber telephone telephonenumber tel mobile mobilephone mobilenumber cell cellphone cellnumber homephone workphone
        dayphone contactnumber contactphone callback callbacknumber msisdn pager pagernumber smsto whatsapp phoneno telno landline
        telefono celular movil smsnumber phonehome phonework phonemobile phonecell recipientphone"),
    (Known(Fax), "fax faxnumber telefax facsimile faxno"),
    (Known(Email), "correo correoelectronico courriel email emailaddress mail mailto emailaddr useremail emailid electronicmail"),
    (Contact, "ext phoneext phoneextension telecom contactpoint contactinfo contactmethod"),
    (Known(Ssn), "ssn socialsecurity socialsecuritynumber socialsecurityno socsec socsecnumber ssnlast4 ssnlastfour last4ssn lastfourssn itin tin
        taxid taxpayerid nationalid nationalidnumber sin ssa ssnhash"),
    (Known(Mrn), "mrn medicalrecord medicalrecordnumber medicalrecordno medrec medrecno patientid patientno patientnumber patientidentifier patid
        ptid pid chartnumber chartno chartid hospitalnumber hospitalno hospitalid unitnumber ehrid emrid empi mpi personid patientmrn nhsnumber
        healthrecordnumber mrnnumber patientrecordid clientnumber residentid"),
    (Known(HealthPlan), "memberid membernumber memberno subscriberid subscribernumber subscriberno beneficiaryid beneficiarynumber insuranceid
        insurancenumber insurancepolicynumber insurancepolicy insurancecard policynumber policyid policyno groupnumber groupno grpno insurancegroup
        insurancegroupid planid plannumber healthplanid healthplannumber hicn mbi medicareid medicarenumber medicaidid medicaidnumber medicare
        medicaid rxbin rxgroup rxgrp rxpcn hic dodid coverageid insuredid payeridentifier cardmemberid certificateno dependentid"),
    (Known(Account), "account accountnumber accountno accountid acct acctnumber acctno acctid bankaccount bankaccountnumber iban routingnumber aba
        creditcard creditcardnumber cardnumber cardno ccnumber pan cvv cvc billingid billingaccount billingnumber invoicenumber invoiceid invoice
        guarantorid finnumber fin har paymentid accountidentifier bic"),
    (Known(License), "license licensenumber licenseno licence licencenumber driverslicense driverlicense driverslicensenumber driverlicensenumber dl
        dlnumber dlno dea deanumber npi npinumber nationalprovideridentifier passport passportnumber passportno certificatenumber upin stateid
        greencard aliennumber visanumber certnumber certificationnumber medicallicense cdl permitnumber"),
    (Known(Vehicle), "vin vehicleid vehicleidentificationnumber plate platenumber licenseplate licenseplatenumber licenceplate numberplate
        registrationplate tagnumber vehicleplate vehicletag"),
    (Known(Device), "deviceid deviceserial deviceserialnumber serial serialnumber serialno serialnum deviceidentifier udi udicarrier imei imsi iccid
        meid macaddress mac macaddr deviceuuid advertisingid adid idfa idfv gaid androidid pacemakerserial implantserial lotnumber devicetoken
        pushtoken fcmtoken apnstoken carrierhrf distinctidentifier equipmentid assettag deviceudi monitorserial implantid"),
    (Known(Url), "website webpage homepage webaddress avatar avatarurl photourl imageurl profileurl portalurl videourl"),
    (Treatment::Url, "url link href uri returnurl callbackurl redirecturi redirecturl referer referrer origin src permalink"),
    (Path, "path requesturi requestpath requesturl endpoint originalurl pathname fullpath requestline request"),
    (Query, "query querystring querystringparams search urlquery queryparams"),
    (Known(Ip), "ip ipaddress ipaddr ipv4 ipv6 clientip remoteip remoteaddr remoteaddress sourceip srcip destip dstip xforwardedfor forwardedfor
        xrealip realip userip peeraddr clientaddr clientaddress hostip serverip"),
    (Known(Biometric), "fingerprint fingerprintid fingerprinttemplate fingerprinthash biometric biometricid biometrictemplate biometrics faceid
        facetemplate faceprint voiceprint voiceprintid iris irisid irisscan iristemplate retina retinascan dnaprofile palmprint thumbprint facetemplateid
        facialtemplate facialtemplateid facialrecognitionid irisscanid retinaid retinascanid voiceid dnasampleid dnaid palmid biotemplate gaitid handprint"),
    (Known(Geo), "address addr streetaddress street streetname streetline streetaddressline addressline address1 address2 addressline1 addressline2
        city cityname town townname district county countyname zip zipcode zip4 zip5 postal postalcode postcode homeaddress mailingaddress
        residence lat latitude lon lng longitude latlng latlon geo geolocation coordinates coords gps gpslocation geohash censustract
        neighborhood neighbourhood apartment apt aptnumber suite birthplace placeofbirth hometown precinct incidentlocation incidentaddress
        pickupaddress pickuplocation pickup dropoff dropoffaddress destinationaddress sceneaddress crossstreet intersection housenumber village parish
        direccion domicilio calle ciudad codigopostal codepostal adresse ville addressstreet addresscity addresszip addresspostalcode addressunit addressfloor addressbuilding addressnumber"),
    (Known(Org), "facility facilityname hospital hospitalname clinic clinicname practicename organization organizationname organisation
        organisationname org orgname employer employername companyname school schoolname agencyname insurer insurername insurancecompany
        insurancecompanyname insurance insurancename insuranceprovider payer payername payor pharmacy pharmacyname labname laboratoryname
        managingorganization serviceprovider custodian healthsystem sendingfacility receivingfacility destinationname destinationfacility
        workplace nursinghome groupname healthplan healthplanname planname carriername company insurancecarrier insuranceplan"),
    (Known(OtherId), "patientuuid uuid guid uid userid username login loginid accountname subjectid participantid studyid enrollmentid incidentid
        incidentnumber incidentno incident runnumber runno casenumber caseno caseid encounterid encounternumber visitid visitnumber visitno
        admissionid admissionnumber csn accession accessionnumber accessionno specimenid orderid ordernumber placerordernumber
        fillerordernumber claimid claimnumber claimno authnumber authorizationnumber referralid referralnumber prescriptionnumber
        prescriptionid rxnumber badge badgenumber badgeid employeeid employeenumber staffid studentid confirmationnumber confirmationcode
        trackingnumber referencenumber refnumber ticketnumber bookingid bookingnumber pcrnumber pcrid epcrid sessionid session sessiontoken
        cookie cookies token accesstoken refreshtoken idtoken csrftoken authorization auth password passwd pwd secret apikey bearer jwt pin
        passcode otp mfacode accesscode verificationcode credential credentials filename photo photoid image imageid imagefile barcode
        wristband wristbandid dicomuid studyuid seriesuid sopinstanceuid conversationid callsid messagesid identifier recordid recordnumber
        documentid documentnumber docid reportid reportnumber responsenumber cadid cadnumber cadrecordid crewid crewmemberid unitcallsign
        clientid attachmentid donorid inmatenumber docketnumber callid callnumber dispatchid eventnumber tripnumber tripid subscriptionid
        visitorid anonymousid distinctid deviceuserid externalid sourceid masteridentifier appointmentid referenceid hicnumber xref slackid"),
    (Strict, "body sms smsbody messagebody textbody emailbody smstext messagecontent"),
    (Text, "text note notes comment comments remark remarks description desc narrative history hpi summary content title subject question answer
        instructions instruction complaint chiefcomplaint assessment plan impression findings finding conclusion diagnosis diagnoses condition
        medication medicationname drug drugname medicine product productname brandname genericname tradename testname labtestname panelname
        procedure procedurename allergy allergyname allergen eventname problem problemname observationname vaccine vaccinename devicename
        devicetype searchterm prompt completion response form result reason transcript details detail label caption heading memo
        progressnote dischargesummary treatment symptom symptoms motivo motif familyhistory socialhistory pastmedicalhistory pmh ros physicalexam
        exam patientinstruction clinicalnotes conditionname testresult mechanism medications payload data"),
    (Log, "message msg log error err exception stack stacktrace trace warning warn info debug reasonphrase errormessage errmsg detailmessage cause
        output stdout stderr"),
    (Unknown, "file files filepath host hostname ref key id threadid"),
    (Harmless, "sexatbirth genderatbirth birthsex birthorder birthweight birthlength code codes system status unit units type kind category class severity priority loglevel severitytext gender sex race ethnicity
        language lang locale currency version schema resourcetype use coding codesystem codesystemname codevalue icd10 icd9 icd icd10code icd9code
        loinc loinccode snomed snomedcode cpt cptcode hcpcs ndc ndccode rxnorm rxcui dose dosage doseunit dosageunit administrationroute frequency strength
        quantity qty count total size length duration durationms elapsed elapsedms latency latencyms method httpmethod statuscode responsecode
        statustext port thread threadname logger loggername module function func lineno linenumber line column col environment env service
        servicename app appname application applicationname component componentname release build commit sha branch region zone timezone tz
        cluster clustername namespace pod podname node nodename container containername runtime platform os osname osversion browser useragent
        requestid traceid spanid parentspanid correlationid traceparent retries retry attempt attempts maxattempts success ok enabled flag event
        eventtype action operation operationname outcome errorcode errorname errortype exceptiontype httpstatus contenttype mimetype encoding charset
        checksum etag protocolnumber protocoltitle protocol agencyid profile state stateprovince statecode statename province country countrycode
        countryname bloodtype maritalstatus verified active level display modality interpretation bodysite laterality rank score
        filetype queuename tablename columnname bucketname classname methodname functionname topicname indexname dbname databasename
        rolename policyname metricname jobname taskname stepname stagename unitname codename tagname typename resourcename fieldname keyname
        variablename propertyname attributename schemaname formname pagename viewname modulename packagename namespacename
        sectionname protocolname templatename featurename settingname categoryname statusname languagename currencyname environmentname
        versionname processname threadgroup logname colorname fontname specialty specialtyname department departmentname unitcode relationship
        accept ua room roomno roomnumber bed bedno bednumber source channel stream bodypart bodypartexamined variant gene zygosity classification relation relationshiptopatient relationtopatient patientrelationship relationshiptosubscriber relationshiptoinsured rel reltopatient
        maxtokens tokencount tokens totaltokens prompttokens completiontokens reqid zoneinfo range refrange normalrangetext meddra study
        tracestate parentid buildid commitid formid modelid schemaid
        suffix prefix page pagenumber pagesize limit offset hash algorithm precision scale min max average mean sum ratio
        percent percentage weight height bmi bp systolic diastolic heartrate pulse respiratoryrate temperature spo2 oxygensaturation glucose gcs
        painscore painlevel acuity triage triagelevel disposition consent orientation nullflavor classcode moodcode typecode contextcode
        determinercode inversionind negationind templateid realmcode languagecode confidentialitycode displayprecision referencerange rangelow
        rangehigh normalrange unitofmeasure ucum agegroup ageunit ageunits userageunit unittype nv pn route occupation jobtitle
        manufacturer make model brand vendor vehiclemake vehiclemodel"),
];
