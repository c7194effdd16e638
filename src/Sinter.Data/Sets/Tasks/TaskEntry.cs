namespace Sinter.Data;

/// <summary>A task of the catalogue.</summary>
/// <param name="Name">What opens it.</param>
/// <param name="Role">What it is for: core, unseen, pre-training, extra, procedural; empty if nothing is known.</param>
/// <param name="Summary">What is told apart, in a few words; empty if nothing is known.</param>
public sealed record TaskEntry(string Name, string Role, string Summary);
