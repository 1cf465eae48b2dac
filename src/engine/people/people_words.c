/* Words of names, places and streets: our own lists, the commonest first. */
#include "engine/people/people_impl.h"

#define WORDS(...)                                                                       \
	{                                                                                \
		.word = (const char *const[]){ __VA_ARGS__ },                            \
		.n = sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *) \
	}

/* clang-format off */
const struct people_words people_given[GROUP__MAX][2] = {
	[GROUP_SUNDA] = {
		WORDS("Asep", "Dadang", "Ujang", "Cecep", "Agus", "Iwan", "Dede", "Yayan", "Jajang", "Wawan",
		      "Deden", "Oman", "Engkus", "Didin", "Aep", "Encep", "Enjang", "Nandang", "Endang", "Tatang",
		      "Ade", "Dedi", "Yana", "Aceng", "Atang", "Kosasih", "Sutisna", "Karta", "Entis", "Momon",
		      "Undang", "Ajat", "Sudrajat", "Hendra", "Uus", "Usep", "Yusup", "Rahmat", "Ipin", "Maman",
		      "Suherman", "Suparman", "Iyan", "Pepen", "Odang", "Juhana", "Suhana", "Sukarna", "Anda", "Emon",
		      "Jaja", "Jejen", "Kusnadi", "Mamat", "Nanang", "Opan", "Rukmana", "Sobari", "Uce", "Wahyu"),
		WORDS("Euis", "Neneng", "Imas", "Yati", "Ai", "Lilis", "Iis", "Entin", "Titin", "Ratna",
		      "Dewi", "Kokom", "Wati", "Mimin", "Ikah", "Enung", "Nani", "Yanti", "Eni", "Tuti",
		      "Rohmah", "Cucu", "Empat", "Nining", "Elis", "Ida", "Ela", "Oom", "Aas", "Yeti",
		      "Teti", "Heni", "Rina", "Lina", "Ani", "Yuyun", "Popon", "Icih", "Onih", "Enok",
		      "Kartini", "Sumiati", "Rukmini", "Nia", "Tita", "Erna", "Reni", "Yani", "Nenden", "Tati",
		      "Juju", "Mamah", "Unih", "Eti", "Suryati", "Komariah", "Rodiah", "Sopiah", "Maryam", "Oneng"),
	},
	[GROUP_JAWA] = {
		WORDS("Slamet", "Budi", "Agus", "Joko", "Sugeng", "Suparno", "Supriyadi", "Bambang", "Eko", "Tri",
		      "Sutrisno", "Suyanto", "Mulyono", "Wahyu", "Dwi", "Marno", "Paijo", "Teguh", "Hari", "Sigit",
		      "Purwanto", "Heru", "Yulianto", "Widodo", "Setyo", "Kasiman", "Ngadimin", "Tukiman", "Wagiman", "Parjo",
		      "Suroso", "Susilo", "Gunawan", "Haryono", "Sukamto", "Wibowo", "Untung", "Edi", "Rudi", "Didik"),
		WORDS("Sri", "Siti", "Dwi", "Tri", "Endang", "Sumarni", "Suparmi", "Wahyuni", "Sulastri", "Tutik",
		      "Rini", "Yuni", "Lestari", "Ningsih", "Wiwik", "Sumini", "Partini", "Mujiati", "Kasinem", "Poniyem",
		      "Tukinah", "Painem", "Sukarti", "Indah", "Ratih", "Retno", "Ambarwati", "Puji", "Suprihatin", "Sutini",
		      "Watik", "Winarti", "Anik", "Eny", "Hartini", "Kustiah", "Murni", "Sarinah", "Titik", "Umi"),
	},
	[GROUP_BETAWI] = {
		WORDS("Sabeni", "Mamat", "Rojali", "Saman", "Mardani", "Sanusi", "Naman", "Rohili", "Marjuki", "Sapri",
		      "Madali", "Jamhari", "Nasrun", "Asmat", "Zaini", "Syahroni", "Junaedi", "Matali", "Saidin", "Jayadi"),
		WORDS("Rohaya", "Masnah", "Saodah", "Zubaedah", "Maemunah", "Hamidah", "Rogaya", "Munah", "Saadah", "Julaeha",
		      "Sapiah", "Marhamah", "Nurlela", "Masitoh", "Rapiah", "Jamilah", "Aisah", "Nuraini", "Sarah", "Hindun"),
	},
	[GROUP_MINANG] = {
		WORDS("Rizal", "Afrizal", "Yuhendri", "Syafril", "Zulkifli", "Masril", "Erman", "Jasman", "Nasrul", "Yulfian",
		      "Hendri", "Syamsuar", "Khairul", "Irwan", "Asril", "Bakhtiar", "Mawardi", "Zainal", "Ramli", "Dasril"),
		WORDS("Yulismar", "Rosneli", "Nurbaiti", "Asnimar", "Erniwati", "Yusnidar", "Desmawati", "Gusniar", "Ratnawilis", "Zuraida",
		      "Rahmaniar", "Marlinda", "Yenita", "Elfina", "Nursyamsi", "Syofia", "Upik", "Martini", "Dahniar", "Fitriani"),
	},
	[GROUP_BATAK] = {
		WORDS("Jonathan", "Parlindungan", "Togar", "Saut", "Poltak", "Binsar", "Marihot", "Hotman", "Tumpal", "Edison",
		      "Robert", "Ronald", "Daniel", "Samuel", "Martua", "Maruli", "Jhonson", "Mangara", "Pardamean", "Bonar"),
		WORDS("Tiurma", "Rosmawati", "Lamria", "Nurhaida", "Rotua", "Tiarma", "Duma", "Elfrida", "Roslina", "Marlina",
		      "Hotmauli", "Kristina", "Maria", "Ruth", "Debora", "Lasma", "Basaria", "Romauli", "Tetty", "Ernawati"),
	},
	[GROUP_BUGIS] = {
		WORDS("Baharuddin", "Syamsuddin", "Amiruddin", "Kamaruddin", "Sirajuddin", "Ambo", "Beddu", "Lamakka", "Saparuddin", "Hasanuddin",
		      "Jamaluddin", "Tajuddin", "Mappa", "Sudirman", "Nurdin", "Burhanuddin", "Makmur", "Rustam", "Lukman", "Tahir"),
		WORDS("Hasnah", "Becce", "Besse", "Hasmiati", "Nurhayati", "Indo", "Suriani", "Rosmini", "Hapsah", "Sitti",
		      "Marhuma", "Rahmatia", "Sanawiah", "Darmawati", "Jumriah", "Nurlia", "Satriani", "Masyita", "Subaedah", "Tenri"),
	},
	[GROUP_CHINESE] = {
		WORDS("Hendra", "Andi", "Budiman", "Kevin", "Steven", "Hartono", "Wijaya", "Eddy", "Rudy", "Jimmy",
		      "Tjin", "Kian", "Swie", "Hok", "Giok", "Kiat", "Liang", "Seng", "Beng", "Tiong"),
		WORDS("Lily", "Lina", "Meiling", "Susan", "Jenny", "Yenny", "Vivian", "Melissa", "Angela", "Linda",
		      "Giok", "Lan", "Nio", "Kim", "Hwa", "Moy", "Lien", "Swan", "Hong", "Siok"),
	},
	[GROUP_BALI] = {
		WORDS("Wayan", "Made", "Nyoman", "Ketut", "Putu", "Kadek", "Komang", "Gede"),
		WORDS("Wayan", "Made", "Nyoman", "Ketut", "Putu", "Kadek", "Komang", "Luh"),
	},
};

const struct people_words people_clans[GROUP__MAX] = {
	[GROUP_BATAK] = WORDS("Siregar", "Nasution", "Simanjuntak", "Sihombing", "Sitorus", "Manurung", "Hutapea", "Lubis", "Harahap", "Panjaitan",
			      "Nainggolan", "Sinaga", "Situmorang", "Tambunan", "Hutabarat", "Purba", "Saragih", "Damanik", "Silalahi", "Ginting",
			      "Tarigan", "Sembiring", "Marpaung", "Gultom", "Napitupulu", "Pasaribu", "Sirait", "Pardede", "Tampubolon", "Aritonang"),
	[GROUP_CHINESE] = WORDS("Tan", "Lim", "Wijaya", "Halim", "Santoso", "Gunawan", "Oei", "Liem", "Kusuma", "Salim",
				"Tjandra", "Setiawan", "Hartono", "Tjahjadi", "Lie", "Kwee", "Susanto", "Sutanto", "Ong", "The",
				"Hidayat", "Wibisono", "Lesmana", "Budianto", "Tjia"),
};

const struct people_words people_arabic[2] = {
	WORDS("Hidayat", "Rahman", "Abdullah", "Ibrahim", "Yusuf", "Ahmad", "Ismail", "Hasan", "Fauzi", "Ridwan",
	      "Syarif", "Hakim", "Anwar", "Zaenal", "Arifin", "Abidin", "Mustofa", "Sulaeman", "Saepudin", "Burhan",
	      "Jaelani", "Nurdin", "Rohman", "Fadilah", "Maulana", "Ramdani", "Firdaus", "Iqbal", "Khoirul", "Fikri",
	      "Zulfikar", "Hamzah", "Salman", "Umar", "Usman", "Ali", "Husen", "Ilyas", "Idris", "Harun",
	      "Soleh", "Amin", "Komarudin", "Samsudin", "Badrudin", "Wahyudin", "Saefuloh", "Hamdani", "Mubarok", "Muslim",
	      "Mahmud", "Junaedi", "Suhaedi", "Nasir", "Basri", "Syafei", "Tohir", "Munir", "Jamaludin", "Zakaria",
	      "Dzulfikri", "Fathoni", "Ghofur", "Jabbar", "Karim", "Latif", "Majid", "Qodir", "Rasyid", "Aziz"),
	WORDS("Aminah", "Fatimah", "Aisyah", "Khodijah", "Zahra", "Nur", "Halimah", "Maryam", "Rahmawati", "Hasanah",
	      "Nurhayati", "Nuraeni", "Maemunah", "Jamilah", "Solihah", "Rohimah", "Salamah", "Sarifah", "Latifah", "Azizah",
	      "Nurjanah", "Khoirunnisa", "Nurlaela", "Zulaikha", "Juwariyah", "Mariyah", "Romlah", "Masitoh", "Hafsoh", "Sapuroh",
	      "Saadah", "Badriah", "Habibah", "Kulsum", "Robiah", "Sofiah", "Muslihah", "Fauziah", "Marwah", "Nabila",
	      "Zakiyah", "Afifah", "Salsabila", "Hanifah", "Husna", "Karimah", "Mutmainah", "Rosidah", "Suhaemi", "Zainab",
	      "Nurul", "Fitri", "Ramadani", "Lailatul", "Fadilah", "Wahidah", "Yasmin", "Khairiyah", "Ummu", "Syarifah"),
};

const struct people_words people_modern[2] = {
	WORDS("Rizki", "Fajar", "Aditya", "Dimas", "Raka", "Bagas", "Rafi", "Fadli", "Ilham", "Galih",
	      "Reza", "Andika", "Bayu", "Doni", "Eka", "Ferdi", "Gilang", "Hadi", "Irfan", "Krisna",
	      "Lutfi", "Nanda", "Oki", "Pratama", "Putra", "Randi", "Satria", "Tegar", "Vino", "Wildan",
	      "Yoga", "Zidan", "Alfian", "Bima", "Cahya", "Daffa", "Erlangga", "Farel", "Ginanjar", "Heri",
	      "Nugraha", "Permana", "Saputra", "Firmansyah", "Kurniawan", "Setiawan", "Gunawan", "Wijaya", "Ramadhan", "Prasetyo",
	      "Pangestu", "Wibowo", "Santoso", "Purnama", "Perdana", "Utama", "Nugroho", "Herdiana", "Suryana", "Kusuma"),
	WORDS("Putri", "Ayu", "Intan", "Anisa", "Rani", "Nadia", "Salsa", "Bunga", "Citra", "Dinda",
	      "Elsa", "Febri", "Gita", "Hani", "Indri", "Keysa", "Laras", "Mega", "Novi", "Olivia",
	      "Puspita", "Rahma", "Sinta", "Tiara", "Vina", "Wulan", "Yulia", "Zahra", "Amelia", "Bella",
	      "Cantika", "Dian", "Eva", "Fitria", "Gina", "Kirana", "Lestari", "Melati", "Nabila", "Oktavia",
	      "Permata", "Sari", "Anggraeni", "Handayani", "Wulandari", "Maharani", "Safitri", "Oktaviani", "Agustin", "Kusumawati",
	      "Pertiwi", "Rahayu", "Puspitasari", "Nuraini", "Yuliani", "Damayanti", "Susanti", "Apriliani", "Herawati", "Marlina"),
};

/* What parents put together: one of each row. */
const struct people_words people_jawa_stem[2][STEM_PARTS] = {
	{ WORDS("Su", "Su", "Har", "Kar", "Mar", "Par", "Sar", "Wi", "Pur", "Mul", "Dar", "Sis", "Mur", "Yul", "Is", "Ngad", "Was", "Tar"),
	  WORDS("kar", "har", "par", "mar", "tris", "par", "war", "yan", "gi", "ja", "di", "si", "ra", "tar", "yo", "di", "ma", "pri", "kam", "las", "nar", "bar", "din", "ran"),
	  WORDS("no", "to", "di", "man", "yono", "jo", "so", "yadi", "wan", "yanto", "min", "dji", "na", "ji", "mo") },
	{ WORDS("Su", "Su", "Har", "Kar", "Mar", "Par", "Sar", "Wi", "Pur", "Sul", "Dar", "Sis", "Mur", "Yul", "Is", "Nur", "Was", "Tar"),
	  WORDS("kar", "har", "par", "mar", "tri", "par", "war", "yan", "gi", "ja", "mi", "si", "ra", "tar", "yu", "di", "ma", "pri", "kam", "las", "nar", "bar", "din", "ran"),
	  WORDS("ti", "ni", "wati", "ningsih", "yati", "mi", "yanti", "sih", "nah", "tini", "yem", "nem", "ah", "rini", "tun") },
};
const struct people_words people_modern_stem[2][STEM_PARTS] = {
	{ WORDS("A", "Al", "Ar", "Ra", "Ke", "Za", "Fa", "Da", "Re", "Ga", "Na", "Ha", "Al", "Kai", "Ra", "Bi", "De", "El", "Fi", "Gi", "Ja", "Ka", "Le", "Ma", "Ni", "Qi", "Ri", "Sa", "Va", "Ze"),
	  WORDS("fa", "vi", "li", "na", "ri", "ze", "di", "ka", "la", "mi", "nan", "ra", "ren", "si", "ta", "van", "yu", "bi", "da", "fi", "gi", "ha", "jo", "ki", "lan", "ma", "no", "pu", "su", "zi"),
	  WORDS("n", "no", "ta", "di", "ndra", "l", "ka", "s", "no", "r", "man", "to", "syah", "d", "o", "za", "nt", "k", "ldi", "nda", "ki", "dan") },
	{ WORDS("A", "Al", "Ar", "Ra", "Ke", "Za", "Fa", "Da", "Re", "Ca", "Na", "Ha", "Sha", "Kay", "Ra", "Bi", "De", "El", "Fi", "Gi", "Je", "Ka", "Le", "Ma", "Ni", "Qi", "Ri", "Sa", "Va", "Ze"),
	  WORDS("fa", "vi", "li", "na", "ri", "ze", "di", "ka", "la", "mi", "nan", "ra", "ren", "si", "ta", "van", "yu", "bi", "da", "fi", "gi", "ha", "jo", "ki", "lan", "ma", "no", "pu", "su", "zi"),
	  WORDS("la", "na", "ra", "ya", "tha", "sa", "nda", "ni", "ka", "ah", "sya", "qa", "lia", "nia", "ria", "ta", "va", "yla", "sih", "wati", "ti", "nti") },
};

const struct people_words people_nicks[2] = {
	WORDS("Ujang", "Aa", "Dede", "Emon", "Ade", "Otong", "Kabayan", "Jalu", "Acil", "Udin", "Jek", "Boim", "Oleng", "Mamang", "Cepot", "Gemblung"),
	WORDS("Eneng", "Neng", "Dede", "Nyai", "Ade", "Cucun", "Iteung", "Geulis", "Icha", "Bebey", "Uum", "Mimih", "Ceuceu", "Ipeh", "Odah", "Yayah"),
};

const struct people_words people_places = WORDS("Sukabumi", "Sukabumi", "Sukabumi", "Bandung", "Cianjur", "Bogor", "Jakarta", "Garut", "Tasikmalaya",
	"Sumedang", "Ciamis", "Cirebon", "Majalengka", "Purwakarta", "Karawang", "Bekasi", "Subang", "Kuningan", "Tegal", "Semarang", "Solo", "Yogyakarta",
	"Surabaya", "Kebumen", "Medan", "Padang", "Palembang", "Lampung", "Makassar", "Denpasar");

const struct people_words people_streets = WORDS("Melati", "Mawar", "Kenanga", "Cempaka", "Anggrek", "Flamboyan", "Dahlia", "Bougenville", "Teratai", "Kamboja",
	"Merdeka", "Pelita", "Karya Bakti", "Gotong Royong", "Sejahtera", "Pasir Kuda", "Cikole Girang", "Babakan", "Sawah Lega", "Pasar Kaler",
	"Nangka", "Rambutan", "Mangga", "Jambu", "Salak", "Durian", "Kelapa Dua", "Bambu Kuning", "Cendana", "Jati",
	"Merpati", "Kutilang", "Cendrawasih", "Elang", "Garuda", "Rajawali", "Kaswari", "Nuri", "Kepodang", "Jalak",
	"Surya", "Purnama", "Bintang", "Fajar", "Senja", "Pelangi", "Embun", "Gunung Sari", "Lembur Situ", "Ciaul");
const struct people_words people_ways = WORDS("Jl.", "Gg.", "Kp.");

const struct people_words people_honorifics[2] = { WORDS("H.", "Bpk.", "Drs.", "Alm.", "R.", "Ust.", "Ir.", "Dr."),
						   WORDS("Hj.", "Ibu", "Ny.", "Dra.", "Almh.", "Rr.", "Hj", "Dr.") };
const struct people_words people_degrees = WORDS("S.Pd.", "S.E.", "S.H.", "S.Ag.", "S.Kom.", "S.Pd.I.", "A.Md.", "M.Si.");
/* clang-format on */

static uint32_t draw(struct rng *r)
{
	return (uint32_t)(rng_next(r) >> 32);
}

const char *people_pick(struct rng *r, struct people_words w)
{
	uint64_t u = draw(r);

	u = u * u >> 32; /* its square: half of the draws fall on the first quarter */
	return w.word[u * w.n >> 32];
}

const char *people_pick_evenly(struct rng *r, struct people_words w)
{
	return w.word[(uint64_t)draw(r) * w.n >> 32];
}
