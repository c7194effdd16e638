namespace Sinter.Data;

/// <summary>The parameters of spatter.</summary>
/// <param name="Mean">Of the noise.</param>
/// <param name="Deviation">Of the noise.</param>
/// <param name="Sigma">Of the blur of the noise, pixels.</param>
/// <param name="Threshold">Noise below it is dry.</param>
/// <param name="Magnitude">Water: how strong. Mud: sigma of the blur of its edge, pixels.</param>
/// <param name="Mud">Mud instead of water.</param>
internal readonly record struct SpatterSetting(double Mean, double Deviation, double Sigma, double Threshold, double Magnitude, bool Mud);
