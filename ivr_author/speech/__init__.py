"""Speech as sound: how long a text takes, recordings and what they must be. Leaves files and programs to others."""
