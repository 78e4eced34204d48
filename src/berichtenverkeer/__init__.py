"""berichtenverkeer: message gateway and ledger for iJw 3.2."""
