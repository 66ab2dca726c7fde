"""Lines by which pages in ten languages say that they are paid, or a guest's, and lines that do not.

Written by ourselves from the words that rules of advertising name (FTC, Landesmedienanstalten, loi
2023-451, Autocontrol, IAP Digital Chart, CONAR, Reclamecode, UOKiK, 38-FZ, the Consumer Affairs
Agency of Japan), in forms that sentences give them. The forms in the code were made for them. Those
of ``LATER`` were written after the forms, which knew 87 of the 100 at first sight; some of the
misses were mended since, so that their share is no measure of what is unseen any more.
"""

PAID = {
    "en": (
        "Sponsored", "#ad", "#sponsored", "[AD]", "(Sponsored)", "Paid advertisement",
        "Sponsored advertising content", "Paid partnership with Acme", "In paid partnership with Acme",
        "Ad: Acme", "AD | Acme Tyres", "Advertiser: Acme Tyres",
        "This is a sponsored post written by me on behalf of Acme.",
        "This blog post was sponsored by Acme.",
        "This post is sponsored by Acme, all opinions are mine.",
        "This post contains sponsored content.", "Paid for by Acme",
        "I received compensation for this post.", "I was compensated for this post by Acme.",
        "We were paid by Acme to write this article.", "Thank you to Acme for sponsoring this post.",
        "Thanks to Acme for sponsoring this post!", "This article is an advertisement.",
        "The following is a paid advertisement.", "Promoted by Acme", "Disclosure: this is a paid post.",
    ),
    "de": (
        "Werbung", "#werbung", "[Werbung]", "*Anzeige*", "Bezahlte Werbung", "Bezahlte Anzeige",
        "Werbepost", "Bezahlte Werbepartnerschaft", "Werbung in Kooperation mit Acme",
        "Anzeige in Zusammenarbeit mit der Acme GmbH", "In bezahlter Kooperation mit Acme",
        "Dieser Beitrag enthält bezahlte Werbung.",
        "Dieser Blogbeitrag entstand in bezahlter Kooperation mit Acme.",
        "Dieser Artikel wurde von Acme gesponsert.", "Dieser Text ist ein gesponserter Beitrag.",
        "Sponsored by Acme", "Gesponsert von Acme",
        "Bei diesem Beitrag handelt es sich um eine Anzeige.",
        "Bei diesem Artikel handelt es sich um Werbung.", "Enthält Werbung", "Sponsored Post",
        "Gesponserter Post", "Anzeige: Acme", "Werbung | Acme", "Bezahlte Kooperation",
        "Werbliche Zusammenarbeit", "Advertorial", "Gesponserte Beiträge",
    ),
    "fr": (
        "Publicité", "#publicité", "[Publicité]", "Collaboration commerciale",
        "Collaboration commerciale avec Acme", "Collaboration rémunérée avec Acme",
        "Partenariat rémunéré avec Acme", "Article sponsorisé par Acme",
        "Cet article est sponsorisé par Acme.", "Cet article a été sponsorisé.",
        "Ce billet est une collaboration commerciale avec Acme.", "Contenu sponsorisé",
        "Contenu proposé par Acme", "Article réalisé en collaboration commerciale avec Acme",
        "Cet article contient de la publicité.", "Cette publication est sponsorisée.",
        "Cette page est sponsorisée par Acme.", "Publi-rédactionnel", "Publireportage",
        "Publicité : Acme", "Sponsorisée", "Sponsorisés", "Articles sponsorisés",
        "Publication sponsorisée", "Post sponsorisé", "Annonce",
    ),
    "es": (
        "Publicidad", "#publi", "#publicidad", "Publi", "[Publi]", "Patrocinado por Acme", "Patrocinada",
        "Colaboración pagada con Acme", "Contenido patrocinado por Acme",
        "Este artículo está patrocinado por Acme.", "Esta entrada ha sido patrocinada por Acme.",
        "Este post es publicidad.", "Este contenido es publicitario.", "Contenido publicitario",
        "Artículo publicitario", "Publirreportaje", "Publicación patrocinada", "Noticia patrocinada",
        "Artículos patrocinados", "Contenido de marca", "Branded content", "Espacio patrocinado",
        "Contenido ofrecido por Acme", "Colaboración remunerada", "Este artículo contiene publicidad.",
        "Promocionado", "Remitido",
    ),
    "it": (
        "Pubblicità", "#adv", "ADV", "#pubblicità", "[ADV]", "Sponsorizzato da Acme", "Promosso da Acme",
        "Contenuto sponsorizzato da Acme", "Articolo sponsorizzato",
        "Questo articolo è sponsorizzato da Acme.", "Questo post è stato sponsorizzato da Acme.",
        "Questo contenuto è pubblicitario.", "Contenuto offerto da Acme", "Messaggio promozionale",
        "Contenuto promozionale", "Contenuti sponsorizzati", "Informazione pubblicitaria",
        "Messaggio pubblicitario", "Redazionale pubblicitario", "Pubbliredazionale", "Publiredazionale",
        "Sponsorizzata", "Collaborazione retribuita", "Partnership pubblicizzata", "Advertising: Acme",
        "Inserzione a pagamento", "Branded content",
    ),
    "pt": (
        "Publicidade", "#publi", "#publicidade", "Publi", "Publipost", "Parceria paga",
        "Parceria paga com Acme", "Conteúdo pago por Acme", "Conteúdo patrocinado por Acme",
        "Patrocinado por Acme", "Patrocinada", "Este artigo é patrocinado pela Acme.",
        "Este post foi patrocinado pela Acme.", "Este conteúdo é publicidade.", "Artigo patrocinado",
        "Artigos patrocinados", "Post patrocinado", "Publicação patrocinada", "Conteúdo publicitário",
        "Informe publicitário", "Publieditorial", "Conteúdo oferecido por Acme",
        "Este texto contém publicidade.", "Conteúdo de marca", "Branded content",
    ),
    "nl": (
        "Advertentie", "#advertentie", "#ad", "Reclame", "#spon", "Gesponsord", "Gesponsorde",
        "Advertorial", "Betaald partnerschap met Acme", "Betaalde samenwerking met Acme",
        "Betaalde samenwerking", "In betaalde samenwerking met Acme", "Gesponsord door Acme",
        "Dit artikel is gesponsord door Acme.", "Deze blog is gesponsord.",
        "Dit is een gesponsord artikel.", "Deze post bevat reclame.", "Dit artikel bevat advertenties.",
        "Gesponsorde bijdrage", "Gesponsorde artikelen", "Gesponsord bericht", "Partnerbijdrage",
        "Partnercontent", "Commerciële samenwerking", "Ingezonden mededeling",
    ),
    "pl": (
        "Reklama", "[REKLAMA]", "#reklama", "Materiał reklamowy", "[MATERIAŁ REKLAMOWY]",
        "Współpraca reklamowa", "#współpracareklamowa", "Współpraca reklamowa z Acme",
        "Płatna współpraca", "Płatna współpraca z marką Acme", "Płatne partnerstwo",
        "Reklama marki Acme", "Artykuł sponsorowany", "Artykuły sponsorowane", "Materiał sponsorowany",
        "Materiał sponsorowany przez Acme", "Treść sponsorowana", "Post sponsorowany", "Sponsorowany",
        "Sponsorowana", "Tekst sponsorowany", "Artykuł reklamowy", "Artykuł promocyjny",
        "Artykuł powstał we współpracy reklamowej z Acme.", "Materiał partnera", "Tekst partnera",
        "Partnerem artykułu jest Acme", "Partnerem materiału jest Acme",
    ),
    "ru": (
        "Реклама", "#реклама", "Реклама. ООО «Акме»", "Реклама ООО «Акме», ИНН 7700000000",
        "На правах рекламы", "Материал на правах рекламы", "Статья на правах рекламы",
        "Статья опубликована на правах рекламы", "Публикация на правах рекламы",
        "Материал подготовлен на правах рекламы", "Партнёрский материал", "Партнерская публикация",
        "Партнёрская статья", "Спонсорская статья", "Рекламная публикация", "Рекламная статья",
        "Рекламный пост", "Спонсорский пост", "Спонсорский контент", "Рекламодатель: ООО «Акме»",
        "Спонсор материала Акме", "Партнёр материала: Акме", "Это реклама.", "Оплаченный материал",
    ),
    "ja": (
        "広告", "#広告", "【広告】", "PR", "#PR", "【PR】", "[PR]", "プロモーション", "宣伝", "AD", "スポンサード",
        "本記事はプロモーションを含みます", "この記事は広告を含みます", "本ページはプロモーションが含まれています", "本記事には広告が含まれています", "記事内に広告が含まれます",
        "提供：株式会社アクメ", "提供 アクメ", "アクメから商品の提供を受けて投稿しています", "この記事はアクメの提供でお送りします", "アクメの提供でお送りしています",
        "タイアップ", "タイアップ記事", "タイアップ企画", "記事広告", "スポンサードコンテンツ", "広告記事", "PR企画", "Sponsored by アクメ",
        "本記事はアクメのPR記事です", "この記事はアクメのタイアップ広告です",
    ),
}  # fmt: skip

NOT_PAID = {
    "en": (
        "We were paid to race.", "This team is sponsored by Acme.",
        "In partnership with Acme", "Presented by Acme", "Content by Acme",
        "Produced in association with Acme", "Supported by Acme", "This is a collaborative post.",
        "*Collaborative post", "Sponsored by whom?", "The sponsors of this race",
        "Paid content: how publishers live", "Ad astra", "Advertising", "How I got a sponsored bike",
        "Partner with us", "This post may contain affiliate links.",
    ),
    "de": (
        "Unbezahlte Werbung", "Dieser Beitrag enthält unbezahlte Werbung.", "Dieser Verein wird von Acme gesponsert.",
        "Mit freundlicher Unterstützung von Acme", "Unterstützt durch Produktplatzierung",
        "Bezahlter Artikel", "Promotion", "Werbung wegen Markennennung", "Anzeigen aufgeben",
        "Werbung schalten", "Werbung ist überall", "Kleinanzeige", "Der Verein wird gesponsert",
        "Bezahlte Ferien", "Dieser Beitrag ist für Anfänger", "Anzeigenblatt der Stadt",
    ),
    "fr": (
        "Cette équipe est sponsorisée par Acme.", "Contenus proposés",
        "En partenariat avec Acme", "Contenu réalisé en partenariat avec Acme",
        "Article rédigé en partenariat avec Acme", "Communiqué", "Proposé par Acme", "Offert par Acme",
        "Les publicités de l'hiver", "Publicité mensongère", "Article suivant", "Articles partagés",
        "Le contenu des articles", "La collaboration entre deux clubs",
        "Cet article est réservé aux abonnés.",
    ),
    "es": (
        "Este viaje fue pagado por mí.", "Este equipo está patrocinado por Acme.",
        "En colaboración con Acme", "Post escrito en colaboración con Acme", "Ofrecido por Acme",
        "Anuncio", "Contenido pagado", "La publicidad engaña", "Publicidad en esta web",
        "Artículo siguiente", "El equipo patrocinado", "Publicaciones anteriores",
        "Este artículo es para principiantes", "Colaboraciones",
    ),
    "it": (
        "Questo viaggio è stato pagato da me.", "Questa squadra è sponsorizzata da Acme.",
        "In collaborazione con Acme", "Post in collaborazione con Acme",
        "Articolo realizzato in collaborazione con Acme", "Contenuto a pagamento",
        "Articolo a pagamento", "La pubblicità in Italia", "Contenuti correlati", "Articolo precedente",
        "Questo articolo è riservato agli abbonati.", "Messaggio inviato", "In collaborazione",
        "Avventura",
    ),
    "pt": (
        "Esta equipe é patrocinada pela Acme.",
        "Conteúdo pago", "Oferecido por Acme", "Oferecimento Acme", "Em parceria com Acme",
        "Em colaboração com Acme", "Anúncio", "Apresentado por Acme", "A publicidade nas redes",
        "Publicidade enganosa", "Artigo anterior", "Conteúdo relacionado",
        "Este artigo é para assinantes.", "Parcerias", "Publicado em 12 de maio",
    ),
    "nl": (
        "Deze ploeg is gesponsord door Acme.",
        "In samenwerking met Acme", "Deze blogpost is geschreven in samenwerking met Acme.",
        "Betaald artikel", "Betaalde content", "Content van Acme", "Aangeboden door Acme",
        "Mede mogelijk gemaakt door Acme", "Adverteren", "Advertenties plaatsen",
        "Dit artikel is voor abonnees.", "Gesponsorde renners", "Een betaalde baan", "Reclame maken",
        "Artikel delen",
    ),
    "pl": (
        "Drużyna sponsorowana przez Acme",
        "Materiał powstał we współpracy z Acme", "Wpis powstał we współpracy z marką Acme.",
        "Artykuł zewnętrzny", "Ogłoszenie", "Reklama w serwisie", "Reklamacje", "Artykuły powiązane",
        "Ten artykuł jest dla prenumeratorów.", "Współpraca", "Materiały budowlane", "Partnerzy",
    ),
    "ru": (
        "Спонсор команды Акме",
        "Спецпроект", "Материал подготовлен при поддержке Акме", "При поддержке компании Акме",
        "Материал создан совместно с компанией Акме", "Совместный материал с Акме", "Промо",
        "Интеграция", "Партнёрский проект", "Рекламодателям", "Реклама на сайте", "Реклама в интернете",
        "Статья дня", "Партнёры", "Читайте также", "Материалы по теме", "Размещение рекламы",
    ),
    "ja": (
        "このチームはアクメの提供を受けました",
        "企画広告", "広告掲載について", "広告の歴史", "お問い合わせ", "提供サービス", "宣伝会議", "PRのポイント", "関連記事", "プロモーションコード",
    ),
}  # fmt: skip
"""Of help, of partners, of paywalls and of advertising as such. The first lines of each language are
used for paid pages too, but for others as well; regulators call them unclear."""

LATER = {
    "en": (
        "This is sponsored content.", "Sponsored Feature", "Paid Promotion by Acme",
        "Sponsor content from Acme", "Advertorial by Acme", "This review was sponsored by Acme",
        "#paidpartnership", "Partner content",
        "This article was produced in paid partnership with Acme.", "Post sponsored by Acme",
    ),
    "de": (
        "Anzeige von Acme", "Bezahlter Beitrag", "Sponsored Content", "Gesponserter Inhalt von Acme",
        "Dieser Artikel ist ein bezahlter Beitrag.", "Werbebeitrag", "#anzeige", "Advertorial von Acme",
        "Bezahlte Partnerschaft mit Acme", "Dieser Text ist eine Anzeige der Acme GmbH.",
    ),
    "fr": (
        "Article commandité", "Contenu commandité par Acme", "#collaborationcommerciale",
        "Billet sponsorisé par Acme", "Partenariat commercial", "Cet article est un publi-rédactionnel.",
        "Contenu partenaire", "Vidéo sponsorisée", "Publi-information",
        "Ce billet a été rémunéré par Acme.",
    ),
    "es": (
        "Entrada patrocinada", "Contenido promocionado", "Post patrocinado por Acme", "#patrocinado",
        "Publireportaje", "Esta entrada es un publirreportaje.", "Texto patrocinado",
        "Artículo promocionado", "Este contenido fue pagado por Acme", "Reportaje publicitario",
    ),
    "it": (
        "Post sponsorizzato", "Articolo pubblicitario", "Sponsored by Acme", "#sponsorizzato",
        "Questo articolo contiene pubblicità.", "Contenuto pubblicitario", "Pagina pubblicitaria",
        "Speciale pubblicitario", "Advertorial", "Questo testo è sponsorizzato",
    ),
    "pt": (
        "Post pago", "Matéria patrocinada", "#publipost", "Vídeo patrocinado",
        "Este vídeo é patrocinado por Acme", "Conteúdo de marca", "Texto publicitário",
        "Publireportagem", "Branded content", "Parceria remunerada com Acme",
    ),
    "nl": (
        "Gesponsorde post", "Betaalde advertentie", "#gesponsord", "Gesponsorde content van Acme",
        "Deze post is gesponsord", "Dit is een advertorial.", "Gesponsord artikel door Acme",
        "Betaalde promotie", "Branded content", "Reclame: Acme",
    ),
    "pl": (
        "Wpis sponsorowany", "Materiał promocyjny", "#artykułsponsorowany", "Post reklamowy",
        "Ten wpis jest sponsorowany.", "Reklama: Acme", "Materiał sponsorowany przez markę Acme",
        "Tekst reklamowy", "Artykuł partnerski", "Treści sponsorowane",
    ),
    "ru": (
        "Рекламный материал", "Рекламный текст", "На правах рекламы. ООО «Акме»", "Партнёрский пост",
        "#направахрекламы", "Спонсорский материал", "Реклама. ИП Иванов И. И.",
        "Публикация размещена на правах рекламы", "Статья подготовлена на правах рекламы",
        "Рекламный обзор",
    ),
    "ja": (
        "PR記事", "【広告】", "広告企画", "本記事はPRを含みます", "この記事はプロモーションです", "スポンサー記事", "タイアップ広告", "#プロモーション",
        "この投稿には広告が含まれます", "株式会社アクメより提供を受けて執筆しました",
    ),
}  # fmt: skip

GUEST = {
    "en": (
        "Guest post by Jo Doe", "A guest post from Jo Doe", "Guest blog: Jo Doe",
        "This post was written by guest author Jo Doe.", "Contributed by Jo Doe",
        "This is a guest blog by Jo Doe.", "Guest Blogger: Jo Doe", "Posted by a guest author",
        "Guest contribution", "Guest Posts",
    ),
    "de": (
        "Gastbeitrag von Jo Doe", "Ein Gastartikel von Jo Doe", "Gastautorin: Jo Doe",
        "Dies ist ein Gastbeitrag von Jo Doe.", "Dieser Gastbeitrag stammt von Jo Doe.",
        "Gastbeitrag: Jo Doe", "Gastbeiträge", "Gastpost von Jo Doe", "Gastblogger Jo Doe",
    ),
    "fr": (
        "Article invité", "Article invité par Jo Doe", "Billet invité de Jo Doe",
        "Auteure invitée : Jo Doe", "Ceci est un article invité de Jo Doe.",
        "Cet article est un article invité rédigé par Jo Doe.", "Article écrit par un auteur invité",
        "Rédactrice invitée", "Articles invités",
    ),
    "es": (
        "Artículo invitado", "Autora invitada: Jo Doe", "Post invitado de Jo Doe",
        "Este es un artículo invitado de Jo Doe.", "Artículo de invitado", "Entrada invitada",
        "Firma invitada", "Autor invitado", "Artículos invitados",
    ),
    "it": (
        "Guest post di Jo Doe", "Articolo ospite di Jo Doe", "Autrice ospite: Jo Doe",
        "Questo è un guest post di Jo Doe.", "Post ospite", "Autore ospite",
        "Guest post a cura di Jo Doe",
    ),
    "pt": (
        "Artigo convidado", "Post convidado de Jo Doe", "Autora convidada: Jo Doe",
        "Este é um guest post de Jo Doe.", "Texto de autor convidado", "Artigo de convidado",
        "Guest post por Jo Doe", "Artigos convidados",
    ),
    "nl": (
        "Gastblog van Jo Doe", "Gastblogger: Jo Doe", "Dit is een gastblog van Jo Doe.", "Gastartikel",
        "Gastauteur Jo Doe", "Gastbijdrage door Jo Doe", "Deze gastblog is geschreven door Jo Doe.",
        "Gastblogs",
    ),
    "pl": (
        "Wpis gościnny", "Artykuł gościnny: Jo Doe", "Gościnny wpis Jo Doe", "To jest wpis gościnny.",
        "Autorka gościnna", "Post gościnny", "Wpisy gościnne", "Tekst gościnny",
    ),
    "ru": (
        "Гостевой пост", "Гостевая статья от Jo Doe", "Гостевая публикация", "Это гостевой пост.",
        "Гостевой автор: Jo Doe", "Приглашённый автор", "Гостевые посты", "Гостевая колонка",
    ),
    "ja": (
        "ゲスト投稿", "寄稿記事", "寄稿：山田太郎", "ゲストライター：山田太郎", "この記事は山田太郎さんによる寄稿です。", "ゲストブログ", "ゲスト記事",
    ),
}  # fmt: skip

NO_GUEST = {
    "en": (
        "Guest book", "Our guests", "Guest room with a view", "Guests of the week", "Write for us",
    ),
    "de": (
        "Gasthof zur Post", "Gäste", "Gastgeber des Jahres", "Gästebuch",
    ),
    "fr": (
        "Les invités de la semaine", "Invitez un ami", "Article suivant",
    ),
    "es": (
        "Invitados", "Habitación de invitados", "Libro de invitados",
    ),
    "it": (
        "Gli ospiti", "Camera per gli ospiti", "Libro degli ospiti",
    ),
    "pt": (
        "Convidados", "Quarto de hóspedes",
    ),
    "nl": (
        "Gasten", "Gastenboek", "Gastheer",
    ),
    "pl": (
        "Goście", "Gościnność", "Pokój gościnny",
    ),
    "ru": (
        "Гостевая книга", "Гостевой дом", "Гости",
    ),
    "ja": (
        "ゲスト", "ゲストハウス", "寄付のお願い",
    ),
}  # fmt: skip
