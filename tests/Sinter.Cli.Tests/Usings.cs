global using Sinter.Testing;
