"""The names of fields that the bank documents (protocol sheet 4, 5.3), to tell a wrong one and a missing one."""

from __future__ import annotations

NOTIFICATION = tuple(
    name.encode()
    for name in (
        "TPE date montant reference texte-libre code-retour cvx vld brand numauto motifrefus motifrefusautorisation "
        "usage typecompte ecard originecb bincb hpancb ipclient originetr cbmasquee modepaiement authentification "
        "filtragecause filtragevaleur filtrage_etat montantech montantestime numero_dossier typefacture cbenregistree "
        "nomcartesequestree wallet statutdebrayageauthentification status3ds veres pares"
    ).split()
)

REQUEST = tuple(
    name.encode()
    for name in (
        "version TPE date montant reference texte-libre lgue societe contexte_commande mail url_retour url_retour_ok "
        "url_retour_err 3dsdebrayable ThreeDSecureChallenge libelleMonetique libelleMonetiqueLocalite "
        "desactivemoyenpaiement protocole mode_affichage options aliascb forcesaisiecb nbrech dateech1 montantech1 "
        "dateech2 montantech2 dateech3 montantech3 dateech4 montantech4 numero_dossier date_commande "
        "montant_a_capturer montant_deja_capture montant_restant stoprecurrence montant_recredit montant_possible "
        "date_remise num_autorisation facture phonie"
    ).split()
)

LEGACY_REQUEST = tuple(
    name.encode()
    for name in (
        "TPE date montant reference texte-libre version lgue societe mail nbrech dateech1 montantech1 dateech2 "
        "montantech2 dateech3 montantech3 dateech4 montantech4 options"
    ).split()
)
"""The 19 segments of a legacy request, by position (protocol sheet 3.1)."""

ALL = (*NOTIFICATION, *REQUEST)
