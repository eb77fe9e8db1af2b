"""What the service says of itself: its SPARQL 1.1 Service Description, and VoID about its data."""
