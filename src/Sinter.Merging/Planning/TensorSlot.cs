namespace Sinter.Merging;

/// <summary>A tensor of the output before its inputs are looked at.</summary>
/// <param name="Name">Name in the output.</param>
/// <param name="Layer">Layer in the output, or −1.</param>
/// <param name="T">Place among the layers, 0 to 1, for gradients.</param>
/// <param name="Group">The models it is merged from.</param>
/// <param name="InputNames">Its name in each model of the group.</param>
/// <param name="BaseName">Its name in the base.</param>
internal sealed record TensorSlot(string Name, int Layer, double T, ModelGroup Group, IReadOnlyList<string> InputNames, string BaseName);
