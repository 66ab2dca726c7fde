"""Pedaleando: a Spanish site; it removes a link on the second night."""

from linkcrawler.demo.expected import found, missing
from linkcrawler.demo.frames.handmade import plain
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import HOME, PACKING, Visit
from linkcrawler.states import Placement


def _del_inn_al_adigio(visit: Visit) -> str:
    return f"""<p>Hay fronteras que uno cruza sin darse cuenta. Entre el Inn y el Adigio hay tres, y
en ninguna de ellas nos pidió nadie el pasaporte; en cambio, en las tres nos ofrecieron pan. Salimos
de Landeck un lunes gris, con las alforjas llenas de cosas que no íbamos a usar, y subimos despacio
por el antiguo camino de los carros, que todavía guarda las huellas de las ruedas en la roca.</p>
<p>La subida al Reschen es larga pero amable. Arriba aparece el lago, y en medio del lago la torre
de una iglesia que se quedó allí cuando el agua cubrió el pueblo. Nos sentamos en la orilla y
durante un buen rato no dijimos nada. Después bajamos hasta el valle con el viento de espaldas.
Habíamos pedido consejo a la gente de <a href="{visit.home}" rel="nofollow">Velo Alpina</a>, que nos
dibujó en un papel las fuentes, las sombras y la mejor heladería, y no se equivocaron ni una sola
vez.</p>
<p>Llegamos a Merano al tercer día, quemados por el sol y felices. De todo lo que llevábamos en las
alforjas usamos la mitad. La otra mitad la mandamos a casa por correo, con una postal.</p>"""


def _alforjas(visit: Visit) -> str:
    advice = (
        "una hoja que escribí a mano y que ya casi no se lee"
        if visit.is_later_night
        else f'la <a href="{visit.packing}">lista de equipaje de Velo Alpina</a>'
    )
    return f"""<p>Mi abuelo decía que el equipaje se divide en dos partes: lo que pesa y lo que
falta. He tardado veinte años en comprender que hablaba de las alforjas de su bicicleta, con las que
repartía leche, cartas y, según la abuela, algún que otro rumor. Ahora las tengo yo, y cada verano
viajan conmigo a las montañas.</p>
<p>Para una semana en los Alpes bastan dos alforjas pequeñas. En la izquierda pongo la ropa,
enrollada y dentro de una bolsa que no deje pasar el agua; en la derecha, las herramientas, la
comida y un cuaderno. Lo importante es que las dos pesen lo mismo, porque en las bajadas una
bicicleta coja se vuelve nerviosa. Para no olvidar nada sigo {advice}, y marco cada cosa con un
lápiz. Al final siempre saco algo: el año pasado fue un segundo jersey, este año ha sido un paraguas
que nadie supo explicar.</p>
<p>Si al levantar la bicicleta usted suspira, todavía sobra algo. Si silba, ya puede salir. Mi
abuelo silbaba siempre, incluso cuando llovía.</p>"""


SITES = (
    Site(
        host="pedaleando.localhost",
        name="Pedaleando",
        tagline="Cuaderno de rutas y meriendas",
        language="es",
        palette=Palette(
            accent="#c06c00", ground="#fff9ef", ink="#33271a", font="'Century Gothic',sans-serif"
        ),
        frame=plain,
        intro="<p>Rutas tranquilas, alforjas ligeras y pan con tomate.</p>",
        nav=(("Inicio", "/"), ("Rutas", "/#rutas"), ("Equipaje", "/#equipaje")),
        footer=lambda _visit: "<p>Hecho en Teruel, que también existe.</p>",
        pages=(
            Page(
                path="/rutas/del-inn-al-adigio",
                title="Del Inn al Adigio en tres días",
                byline="18 de junio de 2024",
                shows="a nofollow link in a Spanish text",
                main=_del_inn_al_adigio,
                claims=(
                    Claim(
                        target=HOME,
                        anchor="Velo Alpina",
                        first=found(Placement.CONTENT, "es", "nofollow"),
                        nofollow=True,
                    ),
                ),
            ),
            Page(
                path="/equipaje/las-alforjas-del-abuelo",
                title="Las alforjas del abuelo",
                byline="4 de marzo de 2024",
                shows="a link in a Spanish text",
                changes="the link is removed",
                main=_alforjas,
                claims=(
                    Claim(
                        target=PACKING,
                        anchor="lista de equipaje de Velo Alpina",
                        first=found(Placement.CONTENT, "es"),
                        later=missing(),
                    ),
                ),
            ),
        ),
    ),
)
