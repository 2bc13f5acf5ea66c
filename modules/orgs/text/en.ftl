orgs-menu = Organisations and people
