namespace Sinter.Merging;

/// <summary>A value of the output's <c>config.json</c> that the merge changes.</summary>
/// <param name="Key">Path of the value, with dots between objects, for example <c>text_config.num_hidden_layers</c>.</param>
/// <param name="Json">Its new value as JSON.</param>
public sealed record ConfigurationEdit(string Key, string Json);
